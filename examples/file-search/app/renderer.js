// The page: starts searches, shows their hits as they come, and answers the question of Rust.
import { searchApi } from "./ipc/client.js";
import { isIpcError, isSearchError } from "./ipc/errors.js";

/** How many hits the page reads before it paints. */
const HITS_PER_FRAME = 50;

const element = (id) => document.getElementById(id);
const searches = element("searches");
const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const counted = (count, noun) =>
  `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

let lastSearch = 0;

element("choose").addEventListener("click", () =>
  attempt(async () => {
    const folder = await searchApi.chooseFolder();
    if (folder !== null) {
      element("folder").innerText = folder;
    }
  }),
);

element("form").addEventListener("submit", (event) => {
  event.preventDefault();
  void attempt(() => search(element("text").value));
});

element("replace").addEventListener("click", () =>
  attempt(async () => {
    const { files, places } = await searchApi.replace(
      element("text").value,
      element("replacement").value,
    );
    show(`Replaced ${counted(places, "place")} in ${counted(files, "file")}.`);
  }),
);

// Rust waits for the answer before it changes a file.
searchApi.handleConfirm(({ files, places }, { signal }) => {
  const dialog = element("confirm");
  element("question").innerText =
    `Replace ${counted(places, "place")} in ${counted(files, "file")}?`;
  dialog.returnValue = "no";
  dialog.showModal();
  signal.addEventListener("abort", () => dialog.close("no"));
  return new Promise((resolve) => {
    dialog.addEventListener(
      "close",
      () => resolve(dialog.returnValue === "yes"),
      { once: true },
    );
  });
});

/** Searches for a text, and shows the search until it is stopped. */
async function search(text) {
  const number = ++lastSearch;
  const card = addCard(text);
  let count = 0;
  let progress = { files: 0, known: 0 };
  let state = "";
  const showCount = () => {
    const { files, known } = progress;
    const searched = `${files} of ${counted(known, "file")}`;
    card.count.innerText = `${counted(count, "hit")}, ${searched}${state}`;
    card.bar.max = Math.max(known, 1);
    card.bar.value = files;
  };

  // Every search of this page has this event. The number says which one is meant.
  const stopListening = searchApi.onProgress((which, latest) => {
    if (which === number) {
      progress = latest;
      showCount();
    }
  });
  const signal = card.stopped.signal;
  try {
    for await (const hit of searchApi.hits(number, text, { signal })) {
      card.hits.append(line(hit));
      count += 1;
      if (count % HITS_PER_FRAME === 0) {
        showCount();
        await frame();
      }
      // Nobody reads meanwhile, so Rust soon stops to search.
      await card.resumed();
    }
    state = ", done";
  } catch (error) {
    if (!signal.aborted) {
      card.section.remove();
      throw error;
    }
    state = ", stopped";
  } finally {
    stopListening();
    card.finish();
    showCount();
  }
}

/** Adds a search to the page, with buttons to pause and to stop it. */
function addCard(text) {
  const section = element("search").content.cloneNode(true).firstElementChild;
  const part = (selector) => section.querySelector(selector);
  const pause = part(".pause");
  const stop = part(".stop");
  const stopped = new AbortController();
  let resume = null;
  let running = Promise.resolve();
  const setPaused = (isPaused) => {
    pause.innerText = isPaused ? "Resume" : "Pause";
    resume?.();
    resume = null;
    if (isPaused) {
      running = new Promise((resolve) => (resume = resolve));
    }
  };
  pause.addEventListener("click", () => setPaused(resume === null));
  stop.addEventListener("click", () => {
    stopped.abort();
    setPaused(false);
  });
  part(".title").innerText = text;
  searches.prepend(section);
  while (searches.querySelectorAll(".search").length > 2) {
    const oldest = searches.querySelector(".search:last-of-type");
    oldest.querySelector(".stop").click();
    oldest.remove();
  }
  return {
    section,
    stopped,
    count: part(".count"),
    bar: part("progress"),
    hits: part(".hits"),
    resumed: () => running,
    finish() {
      pause.disabled = true;
      stop.disabled = true;
    },
  };
}

/** A line of the list: where the hit is, and the text around it. */
function line({ file, line, before, found, after }) {
  const item = document.createElement("li");
  const place = document.createElement("span");
  place.className = "place";
  place.innerText = `${file}:${line}`;
  const mark = document.createElement("mark");
  mark.innerText = found;
  item.append(place, before, mark, after);
  return item;
}

/** Does something, and shows how it fails. */
async function attempt(action) {
  show("");
  try {
    await action();
  } catch (error) {
    if (isSearchError(error) && error.code === "declined") {
      show("Nothing has been changed.");
    } else {
      show(explain(error), "error");
    }
  }
}

/** The generated guards tell the errors of Rust apart, each with the data of its variant. */
function explain(error) {
  if (isIpcError(error)) {
    return `The connection failed: ${error.message}`;
  }
  if (!isSearchError(error)) {
    throw error;
  }
  switch (error.code) {
    case "no-folder":
      return "Choose a folder first.";
    case "no-text":
      return "Type what to search for.";
    case "unusable":
      return `Cannot use ${error.data.path}: ${error.data.reason}`;
    default:
      return error.message;
  }
}

function show(text, kind = "") {
  const message = element("message");
  message.innerText = text;
  message.className = kind;
}
