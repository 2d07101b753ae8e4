const { lang } = document.documentElement;
const tags = [...(navigator.languages || []).filter((tag) => tag.startsWith(`${lang}-`)), lang];

function format(kind, value, options) {
  try {
    return new Intl[kind](tags, options).format(value);
  } catch {
    return "";
  }
}

const time = document.querySelector(".until time");
const end = Date.parse(time?.dateTime);
const sizes = { day: 86400, hour: 3600, minute: 60, second: 1 };

function tick() {
  const left = document.querySelector(".left");
  const rest = end - Date.now();
  left.hidden = rest <= 0;
  document.querySelector(".overdue").hidden = !left.hidden;
  if (left.hidden) return;
  let seconds = Math.ceil(rest / 1000);
  const parts = [];
  for (const unit of seconds < 3600 ? ["minute", "second"] : ["day", "hour", "minute"]) {
    const count = Math.floor(seconds / sizes[unit]);
    seconds %= sizes[unit];
    if (count) parts.push(format("NumberFormat", count, { style: "unit", unit, unitDisplay: "long" }));
  }
  left.textContent = parts.slice(0, 2).join(" ");
  setTimeout(tick, rest % 1000 || 1000);
}

if (end) {
  const clock = { hour: "numeric", minute: "2-digit", timeZoneName: "short" };
  const day = { weekday: "long", day: "numeric", month: "long" };
  const isToday = new Date(end).toDateString() === new Date().toDateString();
  const text = format("DateTimeFormat", end, isToday ? clock : { ...day, ...clock });
  if (text) time.textContent = text;
  tick();
}

const status = document.querySelector("[data-every]");
const usual = status?.dataset.every * 1000;
let delay = usual;
let due = performance.now() + usual * (0.5 + Math.random() / 2);
let busy = false;
let timer;

function wait() {
  clearTimeout(timer);
  if (!busy && !document.hidden) timer = setTimeout(look, due - performance.now());
}

function shown() {
  const now = performance.now();
  if (due < now) due = now + Math.random() * 2000;
  wait();
}

async function look() {
  busy = true;
  status.className = "looking";
  let answer;
  try {
    answer = await fetch(location.origin + location.pathname + location.search, {
      method: "HEAD",
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.timeout?.(10000),
    });
  } catch {}
  status.className = "";
  const isLimited = answer?.status === 429;
  let pause;
  if (answer?.headers.has("X-Maintenance-Mode")) {
    delay = usual;
  } else if (!answer || isLimited || answer.status > 501) {
    delay = Math.min(delay * 2, Math.max(usual, 300000));
    if (isLimited) pause = Math.min(answer.headers.get("Retry-After"), 86400) * 1000;
  } else {
    status.textContent = status.dataset.back;
    return setTimeout(goBack, 1000);
  }
  due = performance.now() + Math.max(delay * (0.8 + Math.random() * 0.4), pause || 0);
  busy = false;
  wait();
}

function goBack() {
  if (!location.href.includes("#")) return location.replace(location.href);
  history.replaceState(history.state, "", location.href);
  location.reload();
}

if (usual > 0) {
  document.addEventListener("visibilitychange", shown);
  addEventListener("pageshow", shown);
  wait();
}
