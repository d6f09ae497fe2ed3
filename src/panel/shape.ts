/**
 * What an element should be. The page is described anew for each message and `patch` changes only
 * what differs, so that the scroll position, the focus and what is folded stay as they are.
 */
export interface Shape {
  readonly tag: string;
  /** Tells siblings of one tag apart where their order or number changes. */
  readonly key?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** Set when the element is made and left alone afterwards: what a person changes (`open`). */
  readonly initial?: Readonly<Record<string, string>>;
  /** Shown as text, whatever it says; an element has this or children. */
  readonly text?: string;
  readonly children?: readonly (Shape | null)[];
  readonly on?: Readonly<Record<string, (event: Event) => void>>;
}

/** The shape that each element has now. */
const shapes = new WeakMap<Element, Shape>();

/** Makes the children of `parent` what `wanted` says. */
export function patch(parent: Element, wanted: readonly (Shape | null)[]): void {
  const spare = new Set(parent.children);
  let at = parent.firstElementChild;
  for (const shape of wanted) {
    if (!shape) continue;
    const element = find(spare, at, shape) ?? create(shape);
    spare.delete(element);
    if (element === at) at = at.nextElementSibling;
    else parent.insertBefore(element, at);
    update(element, shape);
  }
  for (const element of spare) element.remove();
}

/** The element in place where it fits, so that nothing moves without need; else any that does. */
function find(spare: ReadonlySet<Element>, at: Element | null, shape: Shape): Element | undefined {
  if (at && spare.has(at) && fits(at, shape)) return at;
  return [...spare].find((element) => fits(element, shape));
}

function fits(element: Element, shape: Shape): boolean {
  const now = shapes.get(element);
  return now?.tag === shape.tag && now.key === shape.key;
}

function create(shape: Shape): Element {
  const element = document.createElement(shape.tag);
  for (const [name, value] of Object.entries(shape.initial ?? {}))
    element.setAttribute(name, value);
  for (const event of Object.keys(shape.on ?? {})) {
    // By way of the map: an update changes what is called without another listener.
    element.addEventListener(event, (detail) => shapes.get(element)?.on?.[event]?.(detail));
  }
  shapes.set(element, { tag: shape.tag });
  return element;
}

function update(element: Element, shape: Shape): void {
  const before = shapes.get(element);
  shapes.set(element, shape);
  const attributes = shape.attributes ?? {};
  for (const name of Object.keys(before?.attributes ?? {})) {
    if (!(name in attributes)) element.removeAttribute(name);
  }
  for (const [name, value] of Object.entries(attributes)) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
  if (shape.text === undefined) patch(element, shape.children ?? []);
  else if (element.textContent !== shape.text) element.textContent = shape.text;
}
