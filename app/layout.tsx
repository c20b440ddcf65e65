import type { Metadata, Viewport } from "next"
import { headers } from "next/headers"
import type { ReactNode } from "react"
import { THEME_SCRIPT } from "@/components/chat/sidebar/theme"
import { INCOMPLETE_SCRIPT, Incomplete } from "@/components/ui/incomplete"
import { accentFor } from "@/lib/color"
import { env } from "@/lib/server/env"
import "./globals.css"
import "./contrast.css"
import "./print.css"
import { locale, titleOf } from "@/lib/words/page"

export function generateMetadata(): Metadata {
  const title = env().CHAT_TITLE
  return {
    title: { default: title, template: titleOf({ name: "%s", site: title }) },
    referrer: "same-origin",
  }
}

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  viewportFit: "cover",
  interactiveWidget: "resizes-content",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fcfbf8" },
    { media: "(prefers-color-scheme: dark)", color: "#191815" },
  ],
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get("x-nonce") ?? undefined
  const accent = accentStyle(env().ACCENT_COLOR)
  return (
    <html lang={locale.language} suppressHydrationWarning>
      <head>
        <script nonce={nonce} suppressHydrationWarning>
          {THEME_SCRIPT}
        </script>
        <script nonce={nonce} suppressHydrationWarning>
          {INCOMPLETE_SCRIPT}
        </script>
        {accent && (
          <style nonce={nonce} suppressHydrationWarning>
            {accent}
          </style>
        )}
      </head>
      <body>
        {children}
        <Incomplete />
      </body>
    </html>
  )
}

/** The operator's accent for both themes, with the same precedence as the built-in one in `globals.css`. */
function accentStyle(color: string): string | undefined {
  const light = accentFor(color, "light")
  const dark = accentFor(color, "dark")
  if (!light || !dark) return undefined
  const set = ({ accent, accentInk }: typeof light) =>
    `{--color-accent:${accent};--color-accent-ink:${accentInk}}`
  return [
    `:root:root${set(light)}`,
    `:root:root[data-theme="dark"]${set(dark)}`,
    `@media (prefers-color-scheme:dark){:root:root:not([data-theme="light"])${set(dark)}}`,
  ].join("")
}
