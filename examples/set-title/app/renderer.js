// The page: the title that is typed becomes the window's.
const setButton = document.getElementById("btn");
const titleInput = document.getElementById("title");

setButton.addEventListener("click", () => {
  window.electronAPI.setTitle(titleInput.value);
});
