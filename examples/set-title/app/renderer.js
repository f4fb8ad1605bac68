// The page: sets the title of the window to the text of the input.
const setButton = document.getElementById("btn");
const titleInput = document.getElementById("title");

setButton.addEventListener("click", () => {
  window.electronAPI.setTitle(titleInput.value);
});
