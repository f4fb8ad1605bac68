// The hand-written preload.
const { contextBridge, ipcRenderer } = require("electron");

contextBridge.exposeInMainWorld("handApi", {
  nothing: () => ipcRenderer.invoke("hand:nothing"),
  birthday: (person) => ipcRenderer.invoke("hand:birthday", person),
  double: (number) => ipcRenderer.invoke("hand:double", number),
  doubleLater: (number) => ipcRenderer.invoke("hand:double-later", number),
  items: (count) => ipcRenderer.invoke("hand:items", count),
  total: (items) => ipcRenderer.invoke("hand:total", items),
  download: (size) => ipcRenderer.invoke("hand:download", size),
  upload: (bytes) => ipcRenderer.invoke("hand:upload", bytes),
  burst: (count) => ipcRenderer.invoke("hand:burst", count),
  count: (number) => ipcRenderer.send("hand:count", number),
  countBack: (number) => ipcRenderer.invoke("hand:count-back", number),
  counted: () => ipcRenderer.invoke("hand:counted"),
  onTick: (listener) => {
    const receive = (_event, number) => listener(number);
    ipcRenderer.on("hand:tick", receive);
    return () => {
      ipcRenderer.removeListener("hand:tick", receive);
    };
  },
});
