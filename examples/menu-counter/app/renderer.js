// The page: counts as the menu says, and tells the value to Rust.
const counter = document.getElementById("counter");

window.electronAPI.onUpdateCounter((step) => {
  const value = Number(counter.innerText) + step;
  counter.innerText = value;
  window.electronAPI.counterValue(value);
});
