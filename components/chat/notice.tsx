import { Button } from "../ui/button"

type NoticeProps = {
  sentence: string
  onRetry: (() => void) | undefined
  onTakeBack: (() => void) | undefined
  onReconnect: (() => void) | undefined
}

/** What went wrong, in words, with the ways on; read out as soon as it appears. */
export function Notice({ sentence, onRetry, onTakeBack, onReconnect }: NoticeProps) {
  return (
    <div
      role="alert"
      className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1 rounded-xl border border-line bg-surface-2 px-4 py-2 text-sm"
    >
      <p className="min-w-0 flex-1 basis-60 py-2">{sentence}</p>
      {onTakeBack && (
        <Button look="quiet" onClick={onTakeBack}>
          Take back
        </Button>
      )}
      {onRetry && <Button onClick={onRetry}>Send again</Button>}
      {onReconnect && <Button onClick={onReconnect}>Reconnect</Button>}
    </div>
  )
}
