import { ACTIVE_KEY, DONE_KEY, GRACE } from "./activity"

export const SHARED_KEY = "alcove:shared"

/**
 * Runs before anything of the page is painted. Is this browser on a shared computer (chosen, or opened with `?kiosk=1`)?
 * Then what a visitor left behind `idle` seconds and a countdown ago is not shown any more, nor what one left who is
 * done. `mayChoose`: whether the address may say so; a link on another site must not make a visitor's own computer a
 * shared one.
 */
export function sharedScript(idle: number, mayChoose: boolean): string {
  const given = mayChoose ? 'new URLSearchParams(location.search).get("kiosk")==="1"' : "false"
  return `try{const d=document.documentElement.dataset,now=Date.now();if(${given})d.shared="";
const s=localStorage,known=s.getItem("${SHARED_KEY}");
if("shared" in d&&!known){s.setItem("${SHARED_KEY}","1");s.setItem("${ACTIVE_KEY}",now);s.removeItem("${DONE_KEY}")}
if(known){d.shared="";const at=Number(s.getItem("${ACTIVE_KEY}"));if(s.getItem("${DONE_KEY}")||at&&now-at>=${idle * 1000 + GRACE})d.away=""}}catch{}`
}
