// What only helps: faults have the focus, wide screens unfold rows, what is typed is kept three seconds after the last key.
"use strict";
const faults = document.getElementById("faults");
if (faults) faults.focus();
if (matchMedia("(min-width: 900px)").matches) {
  document.documentElement.classList.add("unfolded");
  for (const each of document.querySelectorAll("details.more")) each.open = true;
}
const form = document.getElementById("answer");
const said = document.getElementById("saved");
let timer = 0;
async function keep() {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  data.set("do", "save");
  const copy = form.elements.copy;
  if (copy) { // what is typed on one's own copy stays there until a button is pressed
    data.delete("copy");
    data.set("version", "1");
  }
  try {
    const kept = await fetch(form.action, { method: "POST", body: data });
    if (!kept.ok) throw new Error(kept.status);
    const told = new URL(kept.url).searchParams;
    const now = await (await fetch(form.action + "/saved")).json();
    if (copy) copy.value = told.get("copy");
    else if (told.has("saved")) form.elements.version.value = told.get("saved");
    said.textContent = copy || told.has("saved") ? "已暂存，" + now.at : "别人也作了暂存，您的另行保存着，请点“暂存”核对";
  } catch (error) {
    said.textContent = "没有暂存，请勿关闭网页";
  }
}
if (form && said) {
  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    clearTimeout(timer);
    timer = setTimeout(keep, 3000);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    setTimeout(() => { for (const each of form.querySelectorAll("button")) each.disabled = true; }, 0);
  });
}
