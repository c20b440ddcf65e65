"use client"
import { useState } from "react"
import { rateReply } from "@/lib/actions/feedback"
import { isBlank } from "@/lib/text"
import type { ChatMessage, Feedback, Rating } from "@/lib/types"
import { call, sentenceFor } from "../../call"

/** A change of what the visitor thinks: what is left out stays as it was, and `rating` null takes all of it back. */
export type Opinion = { rating: Rating | null; comment?: string; shared?: boolean }

/** How the visitor rated a reply, shown at once and undone with a sentence when it did not get through. */
export function useRating(chatId: string, { id: messageId, metadata }: ChatMessage) {
  const given = metadata?.feedback
  const [source, setSource] = useState(given)
  const [saved, setSaved] = useState(given)
  const [wanted, setWanted] = useState<{ feedback: Feedback | undefined }>()
  const [outcome, setOutcome] = useState<{ said?: string; problem?: string }>({})
  if (source !== given) {
    setSource(given)
    setSaved(given)
  }
  const feedback = wanted ? wanted.feedback : saved

  /** Whether it got through; `said`: what to say then. */
  const change = async (opinion: Opinion, said: string): Promise<boolean> => {
    const mine = { feedback: changed(feedback, opinion) }
    setWanted(mine)
    setOutcome({})
    try {
      await call(() => rateReply({ chatId, messageId, ...opinion }))
      setSaved(mine.feedback)
      setOutcome({ said })
      return true
    } catch (error) {
      setOutcome({ problem: sentenceFor(error) })
      return false
    } finally {
      // A later click may be on its way already.
      setWanted((latest) => (latest === mine ? undefined : latest))
    }
  }
  return { feedback, ...outcome, change }
}

function changed(had: Feedback | undefined, { rating, comment, shared }: Opinion): Feedback | undefined {
  if (!rating) return undefined
  return {
    rating,
    shared: shared ?? had?.shared ?? false,
    comment: comment === undefined ? had?.comment : isBlank(comment) ? undefined : comment.trim(),
  }
}
