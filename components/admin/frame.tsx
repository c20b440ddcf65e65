import Link from "next/link"
import type { ReactNode } from "react"
import { adminWords } from "@/lib/words/admin"
import { Brand } from "../chat/shell/brand"
import { Sentence } from "../ui/sentence"
import { SignOut } from "./sign-out"

const { pages } = adminWords

const PAGES = [
  { href: "/admin", name: pages.overview },
  { href: "/admin/documents", name: pages.documents },
  { href: "/admin/shared", name: pages.shared },
  { href: "/admin/settings", name: pages.settings },
  { href: "/admin/security", name: pages.security },
] as const

type FrameProps = {
  /** The page being shown. */
  current: (typeof PAGES)[number]["href"]
  /** Name of the place. */
  title: string
  /** Shared answers no operator has looked at yet. */
  news: number
  children: ReactNode
}

/** The frame of the operator's pages, once signed in: where one can go, and the way out. */
export function Frame({ current, title, news, children }: FrameProps) {
  return (
    <>
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-xl focus:bg-surface focus:px-4 focus:py-2 focus:shadow-lg"
      >
        {adminWords.skip}
      </a>
      <header className="border-line border-b bg-surface-2">
        <div className="mx-auto flex max-w-6xl flex-wrap items-center gap-x-6 px-4 pt-[env(safe-area-inset-top)] sm:px-6">
          <Link href="/" prefetch={false} className="flex min-h-14 min-w-0 items-center rounded-xl">
            <Brand title={title} />
          </Link>
          <nav
            aria-label={adminWords.title}
            className="order-last -mx-3 w-full sm:order-none sm:mx-0 sm:w-auto sm:flex-1"
          >
            <ul className="flex flex-wrap gap-x-0.5 pb-1.5 sm:py-1.5">
              {PAGES.map(({ href, name }) => (
                <li key={href}>
                  <Link
                    href={href}
                    prefetch={false}
                    aria-current={href === current ? "page" : undefined}
                    className="inline-flex min-h-11 items-center rounded-xl px-3 text-[0.9375rem] text-ink-soft hover:bg-line/40 hover:text-ink aria-[current=page]:bg-line/60 aria-[current=page]:text-ink"
                  >
                    {name}
                    {href === "/admin/shared" && news > 0 && <News count={news} />}
                  </Link>
                </li>
              ))}
            </ul>
          </nav>
          <SignOut />
        </div>
      </header>
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto w-full max-w-6xl px-4 py-8 outline-none sm:px-6 sm:py-12"
      >
        {children}
      </main>
    </>
  )
}

function hidden(words: string) {
  return <span className="sr-only">{words}</span>
}

function News({ count }: { count: number }) {
  return (
    <span className="ms-2 rounded-full bg-accent px-2 text-accent-ink text-sm tabular-nums">
      <Sentence text={adminWords.news(count > 99 ? "99+" : String(count))} parts={{ hidden }} />
    </span>
  )
}
