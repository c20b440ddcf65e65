/**
 * What a browser keeps for a page: for every tab (`browserStore`), for this tab alone (`tabStore`). A browser may refuse
 * even the question (all cookies blocked), be full, or hold something damaged: then nothing is kept, and nothing else
 * changes. So no other file touches `localStorage` and `sessionStorage`; the scripts before the first paint guard themselves.
 */
export const browserStore = guarded(() => window.localStorage)
export const tabStore = guarded(() => window.sessionStorage)

/** Everything this app keeps is named so. */
const OURS = "alcove:"

/** Characters; nothing of ours is longer, and reading more would hold up the page. */
const LONGEST = 1_000_000

/** Tells of every change another tab makes in what the browser keeps; `value` null: removed. Returns how to end it. */
export function listen(onChange: (key: string | null, value: string | null) => void): () => void {
  const hear = ({ key, newValue }: StorageEvent) => onChange(key, newValue)
  window.addEventListener("storage", hear)
  return () => window.removeEventListener("storage", hear)
}

function guarded(area: () => Storage) {
  const remove = (key: string) => {
    attempt(() => area().removeItem(key))
  }
  return {
    /** What is kept under a key, as `read` understands it. What it does not (undefined, or it throws) is removed. */
    get<T>(key: string, read: (text: string) => T | undefined): T | undefined {
      const text = attempt(() => area().getItem(key))
      if (text === undefined || text === null) return undefined
      const value = text.length <= LONGEST ? attempt(() => read(text)) : undefined
      if (value === undefined) remove(key)
      return value
    },
    /** Keeps a text under a key; what cannot be kept leaves nothing older behind. */
    set(key: string, text: string): void {
      const keep = () => {
        area().setItem(key, text)
        return true
      }
      if (text.length > LONGEST || !attempt(keep)) remove(key)
    },
    remove,
    /** Whether the browser refuses even the question. */
    isRefused: () => attempt(area) === undefined,
    /** The keys of ours. */
    keys(): string[] {
      return (attempt(() => Object.keys(area())) ?? []).filter((key) => key.startsWith(OURS))
    },
  }
}

function attempt<T>(ask: () => T): T | undefined {
  try {
    return ask()
  } catch {
    return undefined
  }
}
