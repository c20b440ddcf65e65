import type { ComponentProps } from "react"

const LOOKS = {
  /** The one thing to do here. */
  primary: "bg-accent px-4 text-accent-ink hover:opacity-90 disabled:bg-surface-2 disabled:text-ink-soft",
  outline: "border border-line px-4 hover:bg-surface-2",
  danger: "border border-danger px-4 text-danger hover:bg-surface-2",
  /** Beside text: small words or an icon. */
  quiet: "gap-1.5 px-2 text-ink-soft text-sm hover:bg-surface-2 hover:text-ink",
}

type ButtonLook = keyof typeof LOOKS

/** Classes that make a button, or a link that acts like one, at least 44 pixels tall. */
export function buttonClass(look: ButtonLook, more = ""): string {
  return `inline-flex min-h-11 min-w-11 items-center justify-center rounded-xl transition-colors ${LOOKS[look]} ${more}`
}

/** A button of this house. */
export function Button({
  look = "outline",
  className,
  ...rest
}: ComponentProps<"button"> & { look?: ButtonLook }) {
  return <button type="button" {...rest} className={buttonClass(look, className)} />
}
