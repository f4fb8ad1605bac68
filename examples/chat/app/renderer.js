// The page: sends messages to the other windows, and shows theirs. Its name is in its address.
const form = document.getElementById("form");
const textInput = document.getElementById("text");
const handButton = document.getElementById("hand");
const draft = document.getElementById("draft");
const messages = document.getElementById("messages");
const name = new URLSearchParams(location.search).get("name");

document.title = `Chat of ${name}`;
document.getElementById("name").innerText = name;

function show(line) {
  const item = document.createElement("li");
  item.innerText = line;
  messages.append(item);
}

window.electronAPI.onJoined((other) => show(`${other} joins`));
window.electronAPI.onMessage((from, text) => show(`${from}: ${text}`));
window.electronAPI.onRaiseHand((from) => show(`${from} raises a hand`));
// The page listens already, so a window that gets this can write back.
window.electronAPI.joined(name);

// The line to the other window.
let line;
window.electronAPI.onDraft((port) => {
  line = port;
  port.onMessage((text) => {
    draft.innerText = text === "" ? "" : `writes: ${text}`;
  });
  port.onClose(() => {
    draft.innerText = "";
  });
});

textInput.addEventListener("input", () => line?.post(textInput.value));

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = textInput.value;
  window.electronAPI.message(name, text);
  show(`${name}: ${text}`);
  textInput.value = "";
  line?.post("");
});

handButton.addEventListener("click", () => {
  window.electronAPI.raiseHand(name);
});
