import temml from "temml"
import "temml/dist/Temml-Local.css"

const LIMITS = { maxExpand: 200, maxSize: [20, 20] as [number, number], trust: false, throwOnError: true }

/** Puts a TeX formula as MathML into an element; leaves the element as it is when the formula cannot be read. */
export function typeset(tex: string, displayMode: boolean, element: HTMLElement): void {
  const source = element.textContent
  try {
    temml.render(tex, element, { ...LIMITS, displayMode })
  } catch {
    element.textContent = source
  }
}
