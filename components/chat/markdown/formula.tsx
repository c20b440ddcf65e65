import { useEffect, useRef } from "react"
import { takeTurn } from "./turns"

/** A TeX formula as MathML; its source until the typesetter is loaded, and for good when it cannot read it. */
export function Formula({ tex, markup }: { tex: string; markup: string }) {
  const displayMode = markup !== "\\(" && markup !== "$"
  const place = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const span = place.current
    let giveUp = () => {}
    let wanted = true
    import("./typeset").then(({ typeset }) => {
      if (wanted) giveUp = takeTurn(() => span && typeset(tex, displayMode, span))
    }, ignoreMissingTypesetter)
    return () => {
      wanted = false
      giveUp()
    }
  }, [tex, displayMode])
  return (
    <span
      ref={place}
      className={displayMode ? "formula scroll-box" : "formula-inline"}
      data-tex={withMarkup(tex, markup)}
    >
      {tex}
    </span>
  )
}

/** As it was written, for who copies it. */
function withMarkup(tex: string, markup: string): string {
  return markup + tex + markup.replace("[", "]").replace("(", ")")
}

function ignoreMissingTypesetter(): void {}
