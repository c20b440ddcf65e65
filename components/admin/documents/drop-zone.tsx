"use client"
import { useEffect, useEffectEvent, useState } from "react"
import { documentsWords as words } from "@/lib/words/admin"

/** Lets files be dropped anywhere on the page, and says so while they are held over it. */
export function DropZone({ onFiles }: { onFiles: (files: File[]) => void }) {
  const [isHeld, setIsHeld] = useState(false)
  const drop = useEffectEvent((files: FileList) => onFiles([...files]))
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.some((type) => type === "Files")) return
      // Else the browser would open the file in the place of the page.
      event.preventDefault()
      setIsHeld(event.type === "dragover")
      if (event.type === "drop") drop(event.dataTransfer.files)
    }
    const leave = (event: DragEvent) => event.relatedTarget === null && setIsHeld(false)
    window.addEventListener("dragover", over)
    window.addEventListener("drop", over)
    window.addEventListener("dragleave", leave)
    return () => {
      window.removeEventListener("dragover", over)
      window.removeEventListener("drop", over)
      window.removeEventListener("dragleave", leave)
    }
  }, [])
  if (!isHeld) return undefined
  return (
    <div className="pointer-events-none fixed inset-3 z-40 flex items-center justify-center rounded-3xl border-2 border-accent border-dashed bg-surface/90 font-serif text-xl">
      {words.add.drop}
    </div>
  )
}
