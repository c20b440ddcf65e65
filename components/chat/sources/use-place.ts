import { useEffect, useState } from "react"
import { readSource } from "@/lib/actions/sources"
import type { SourcePlace } from "@/lib/types"
import { callUntilThrough } from "../../call"

/** Where a cited passage stands in its document; undefined until that is known, or when the answer is not stored any more. */
export function usePlace(chatId: string, messageId: string, number: number): SourcePlace | undefined {
  const [place, setPlace] = useState<SourcePlace>()
  useEffect(() => {
    const closed = new AbortController()
    const asked = { chatId, messageId, number }
    callUntilThrough(() => readSource(asked), closed.signal).then(
      (found) => !closed.signal.aborted && setPlace(found.place),
      // What was quoted is there already.
      () => {},
    )
    return () => closed.abort()
  }, [chatId, messageId, number])
  return place
}
