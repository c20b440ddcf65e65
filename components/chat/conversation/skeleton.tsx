import { chatWords } from "@/lib/words/chat"

/** The shape of a conversation that is on its way. */
export function ConversationSkeleton() {
  return (
    <div className="mx-auto flex w-full max-w-[44rem] flex-1 flex-col px-4 sm:px-6">
      <MessagesSkeleton />
    </div>
  )
}

/** The shape of messages that are on their way. */
export function MessagesSkeleton() {
  return (
    <div className="flex flex-1 flex-col justify-end gap-8 py-8 noscript:hidden">
      <output className="sr-only">{chatWords.conversation.opening}</output>
      {["w-2/5", "w-1/3"].map((width) => (
        <div key={width} aria-hidden className="breathing flex flex-col gap-3">
          <div className={`h-12 self-end rounded-3xl bg-surface-2 ${width}`} />
          <div className="mt-4 h-4 w-11/12 rounded bg-surface-2" />
          <div className="h-4 w-full rounded bg-surface-2" />
          <div className="h-4 w-10/12 rounded bg-surface-2" />
          <div className="h-4 w-3/5 rounded bg-surface-2" />
        </div>
      ))}
    </div>
  )
}
