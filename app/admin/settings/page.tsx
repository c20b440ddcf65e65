import type { Metadata } from "next"
import { Frame } from "@/components/admin/frame"
import { SettingFields } from "@/components/admin/settings/fields"
import { SignIn } from "@/components/admin/sign-in"
import { findAdmin } from "@/lib/server/admin/session"
import { env } from "@/lib/server/env"
import { countNewShared } from "@/lib/server/sharing/seen"
import { adminWords } from "@/lib/words/admin"
import { showSettings } from "./shown"

export const metadata: Metadata = { title: adminWords.pages.settings }

export default async function SettingsPage() {
  if (!(await findAdmin())) return <SignIn />
  const settings = await showSettings()
  return (
    <Frame current="/admin/settings" title={env().CHAT_TITLE} news={await countNewShared()}>
      <div className="max-w-[46rem]">
        <h1 className="font-serif text-3xl">{adminWords.pages.settings}</h1>
        <p className="mt-2 text-ink-soft">{adminWords.settings.text}</p>
        <SettingFields settings={settings} />
      </div>
    </Frame>
  )
}
