const setButton = document.getElementById("btn");
const titleInput = document.getElementById("title");

setButton.addEventListener("click", () => {
  window.electronAPI.setTitle(titleInput.value);
});
