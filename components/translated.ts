/**
 * Translators of pages put `font` elements in the place of texts, behind React's back: then its next change of such a text
 * is lost, or throws. This remembers what stands for which text, and lets changes find it. Once a page, before React works.
 */
export function surviveTranslators(): void {
  if (!window.MutationObserver) return
  new MutationObserver((changes) => changes.forEach(remember)).observe(document, {
    childList: true,
    subtree: true,
  })
  const { removeChild, insertBefore } = Node.prototype
  Node.prototype.removeChild = function <T extends Node>(this: Node, child: T): T {
    const place = child.parentNode === this ? child : placeIn(this, child)
    if (place) removeChild.call(this, place)
    return child
  }
  Node.prototype.insertBefore = function <T extends Node>(this: Node, node: T, next: Node | null): T {
    const place = !next || next.parentNode === this ? next : placeIn(this, next)
    insertBefore.call(this, node, place ?? null)
    return node
  }
  bringBackChangedTexts()
}

/** What stands for a text that was taken out of the page. */
const standIns = new WeakMap<Node, Node>()

function remember({ addedNodes, removedNodes, previousSibling, nextSibling }: MutationRecord): void {
  for (const node of removedNodes) {
    if (node.nodeType !== Node.TEXT_NODE) continue
    const standIn = [...addedNodes, previousSibling, nextSibling].find((near) => near?.nodeName === "FONT")
    if (standIn && !node.parentNode) standIns.set(node, standIn)
  }
}

/** The child of this parent in which a node is now, or what stands for it. */
function placeIn(parent: Node, node: Node): Node | undefined {
  let place: Node | null = node.parentNode ? node : (standIns.get(node) ?? null)
  while (place && place.parentNode !== parent) place = place.parentNode
  return place ?? undefined
}

/** A text that is given other words comes back in the place of what stands for it, to be translated anew. */
function bringBackChangedTexts(): void {
  const value = Object.getOwnPropertyDescriptor(Node.prototype, "nodeValue")
  if (!value?.set) return
  const { set } = value
  Object.defineProperty(Node.prototype, "nodeValue", {
    ...value,
    set(this: Node, words: string | null) {
      const standIn = this.parentNode ? undefined : standIns.get(this)
      if (standIn?.isConnected) (standIn as ChildNode).replaceWith(this)
      set.call(this, words)
    },
  })
}
