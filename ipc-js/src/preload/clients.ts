// Hands the ports of the page's clients to main.

import { ipcRenderer } from "electron";

import { failure } from "../wire/failures.js";
import { frame } from "../wire/frames.js";
import { PAGE } from "./identity.js";

/** Serves the clients of this page, whose port to main this is. */
export function servePorts(main: MessagePort): void {
  // Without connect() nobody hears the port, and nobody would answer.
  const isServed = ipcRenderer.invoke("ipc:served", PAGE).then(
    () => true,
    () => false,
  );
  window.addEventListener("ipc:port", (event) => {
    const port = event instanceof MessageEvent ? event.ports[0] : undefined;
    if (port === undefined) {
      return;
    }
    // Says to the client that somebody has taken the port.
    event.preventDefault();
    void isServed.then((isServed) => {
      if (isServed) {
        main.postMessage("ipc:port", [port]);
      } else {
        const text =
          "nothing in main serves this page: is connect() called before the window loads its page?";
        port.postMessage(
          frame("end", JSON.stringify(failure("not-found", text))),
        );
      }
    });
  });
}
