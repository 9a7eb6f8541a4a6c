// Elements, made without any text being read as markup: what comes from a pole is only ever a text node.

export type Child = Node | string | number | null | undefined | false;
type Attribute = string | number | boolean | undefined | ((event: Event) => void);
export type Attributes = Readonly<Record<string, Attribute>>;

const SVG = 'http://www.w3.org/2000/svg';

function dress(element: Element, attributes: Attributes, children: readonly Child[]): void {
    for (const [name, value] of Object.entries(attributes)) {
        if (typeof value === 'function') {
            element.addEventListener(name, value);
        } else if (value === true) {
            element.setAttribute(name, '');
        } else if (value !== undefined && value !== false) {
            element.setAttribute(name, String(value));
        }
    }
    for (const child of children) {
        if (child !== null && child !== undefined && child !== false) {
            element.append(child instanceof Node ? child : String(child));
        }
    }
}

/** `h('a', { href, click: () => … }, 'text')`: a function is a listener of that event. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
    const element = document.createElement(tag);
    dress(element, attributes, children);
    return element;
}

export function svg<K extends keyof SVGElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): SVGElementTagNameMap[K] {
    const element = document.createElementNS(SVG, tag);
    dress(element, attributes, children);
    return element;
}

/** Instead of what was in it. Where nothing changed nothing is touched, so that a refresh takes nobody's selection or focus. */
export function fill(element: Element, ...children: Child[]): void {
    const next = document.createElement(element.tagName);
    dress(next, {}, children);
    if (next.childNodes.length !== element.childNodes.length || [...next.childNodes].some((node, index) => !node.isEqualNode(element.childNodes[index] ?? null))) {
        element.replaceChildren(...next.childNodes);
    }
}
