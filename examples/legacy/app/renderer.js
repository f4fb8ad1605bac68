// The page: sends messages, and shows their answers. The comments are the tutorial's code.
const sendButton = document.getElementById("send");
const reply = document.getElementById("reply");
const sendSyncButton = document.getElementById("sendSync");
const result = document.getElementById("result");

// ipcRenderer.on('asynchronous-reply', (_event, arg) => {
//   console.log(arg) // prints "pong" in the DevTools console
// })
window.electronAPI.onAsynchronousReply((_event, arg) => {
  reply.innerText = arg;
});

// ipcRenderer.send('asynchronous-message', 'ping')
sendButton.addEventListener("click", () => {
  window.electronAPI.asynchronousMessage("ping");
});

// const result = ipcRenderer.sendSync('synchronous-message', 'ping')
sendSyncButton.addEventListener("click", () => {
  result.innerText = window.electronAPI.synchronousMessage("ping");
});
