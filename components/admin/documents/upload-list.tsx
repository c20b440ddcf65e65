import { documentsWords as words } from "@/lib/words/admin"
import { Button } from "../../ui/button"
import type { Upload } from "./use-uploads"

type UploadListProps = { uploads: Upload[]; onCancel: (key: number) => void }

/** The files on their way, each with how far it is or why it did not get through. */
export function UploadList({ uploads, onCancel }: UploadListProps) {
  if (uploads.length === 0) return undefined
  return (
    <ul aria-label={words.add.list} className="mt-4 max-w-[46rem] divide-y divide-line border-line border-y">
      {uploads.map(({ key, name, share, problem }) => (
        <li key={key} className="flex items-center justify-between gap-4 py-1.5">
          <div className="min-w-0 flex-1">
            <p className="[overflow-wrap:anywhere]" dir="auto">
              {name}
            </p>
            {problem ? (
              <p role="alert" className="text-danger text-sm">
                {problem}
              </p>
            ) : (
              <p className="text-ink-soft text-sm tabular-nums">
                {share === undefined ? words.add.waits : words.add.sent(share)}
              </p>
            )}
            {share !== undefined && (
              <progress value={share} aria-label={name} className="h-1 w-full accent-accent" />
            )}
          </div>
          <Button
            look="quiet"
            aria-label={problem ? words.add.hideLabel(name) : words.add.cancelLabel(name)}
            onClick={() => onCancel(key)}
          >
            {problem ? words.add.hide : words.add.cancel}
          </Button>
        </li>
      ))}
    </ul>
  )
}
