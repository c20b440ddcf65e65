"use client"
import type { RefObject } from "react"
import { ENDINGS } from "@/lib/documents"

type FileInputProps = {
  onFiles: (files: File[]) => void
  id?: string
  multiple?: boolean
  className?: string
  hidden?: boolean
  ref?: RefObject<HTMLInputElement | null>
}

/** Where files are chosen; the same ones can be chosen again. */
export function FileInput({ onFiles, ...rest }: FileInputProps) {
  return (
    <input
      {...rest}
      type="file"
      accept={ENDINGS.join()}
      onChange={({ target }) => {
        onFiles([...(target.files ?? [])])
        target.value = ""
      }}
    />
  )
}
