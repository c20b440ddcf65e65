"use client"
import { type RefObject, useLayoutEffect } from "react"

/** Makes a text field as tall as its text where the browser does not do so by itself (`field-sizing`). */
export function useAutosize(field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const element = field.current
    if (!element || CSS.supports("field-sizing", "content")) return
    element.style.height = "auto"
    element.style.height = text && `${element.scrollHeight}px`
  }, [field, text])
}
