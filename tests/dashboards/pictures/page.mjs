// A dashboard drawn from the answers to its queries: panels where its grid says, each by its type. Grafana is not here; this is what it would
// be given.

import { DRAWINGS, words } from './panels.mjs';

const GAP = 8;
const CELL = 30; // pixels of one unit of the grid's height, besides the gap

const { dashboard, answers, language, chosen, said, open } = window.magpie;
const main = document.querySelector('main');
const column = (main.clientWidth + GAP) / 24;

document.documentElement.lang = language;
document.querySelector('h1').textContent = dashboard.title;
document.querySelector('#chosen').textContent = chosen;
document.querySelector('#said').textContent = said;

function nothing(panel, asked) {
    const error = asked.find((answer) => answer.error)?.error;
    const note = document.createElement('div');
    note.className = `nothing${error ? ' error' : ''}`;
    note.textContent = error ?? panel.fieldConfig?.defaults?.noValue ?? 'No data';
    return note;
}

function content(panel, asked, size) {
    if (panel.type === 'text') {
        return words(panel);
    }
    const answered = asked.filter(({ result }) => result.length > 0);
    if (answered.length === 0) {
        return nothing(panel, asked);
    }
    const draw = DRAWINGS[panel.type];
    if (!draw) {
        throw new Error(`${panel.title}: this page does not draw ${panel.type}`);
    }
    return draw(panel, panel.type === 'table' ? asked : answered, size);
}

let bottom = 0;
function place(panel, below) {
    const { x, y, w, h } = panel.gridPos;
    const box = document.createElement('section');
    const [left, top] = [x * column, (y + below) * (CELL + GAP)];
    const [width, height] = [w * column - GAP, h * (CELL + GAP) - GAP];
    box.style.cssText = `left:${left}px;top:${top}px;width:${width}px;height:${height}px`;
    bottom = Math.max(bottom, top + height);
    if (panel.title) {
        const title = document.createElement('h2');
        title.textContent = (panel.type === 'row' ? (open ? '▾ ' : '▸ ') : '') + panel.title.replace(/\$\{?(\w+)\}?/g, (whole, name) => window.magpie.values[name] ?? whole);
        box.append(title);
    }
    main.append(box);
    if (panel.type === 'row') {
        box.className = 'row';
        return;
    }
    box.classList.toggle('transparent', Boolean(panel.transparent));
    const inside = document.createElement('div');
    box.append(inside);
    const size = { width: inside.clientWidth - 16, height: inside.clientHeight - 6 };
    inside.append(content(panel, answers[panel.id] ?? [], size));
}

/** A row that is opened: what stands in it comes below it, and pushes down what follows. */
let pushed = 0;
for (const panel of dashboard.panels) {
    place(panel, pushed);
    const inner = open && panel.type === 'row' ? (panel.panels ?? []) : [];
    inner.forEach((each) => place(each, pushed));
    if (inner.length > 0) {
        pushed += Math.max(...inner.map(({ gridPos }) => gridPos.y + gridPos.h)) - panel.gridPos.y - 1;
    }
}
main.style.height = `${bottom}px`;
