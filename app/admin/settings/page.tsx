import type { Metadata } from "next"
import { Frame } from "@/components/admin/frame"
import { SettingFields } from "@/components/admin/settings/fields"
import { SignIn } from "@/components/admin/sign-in"
import { findAdmin } from "@/lib/server/admin/session"
import { env } from "@/lib/server/env"
import { countNewShared } from "@/lib/server/messages/shared-seen"
import { showSettings } from "./shown"

export const metadata: Metadata = { title: "Settings" }

export default async function SettingsPage() {
  if (!(await findAdmin())) return <SignIn />
  const settings = await showSettings()
  return (
    <Frame current="/admin/settings" title={env().CHAT_TITLE} news={await countNewShared()}>
      <div className="max-w-[46rem]">
        <h1 className="font-serif text-3xl">Settings</h1>
        <p className="mt-2 text-ink-soft">
          What you save here holds for every visitor within a second. It wins over the environment.
        </p>
        <SettingFields settings={settings} />
      </div>
    </Frame>
  )
}
