// The page: changes the counter when the menu says so, and sends the new value to Rust.
const counter = document.getElementById("counter");

window.electronAPI.onUpdateCounter((step) => {
  const value = Number(counter.innerText) + step;
  counter.innerText = value;
  window.electronAPI.counterValue(value);
});
