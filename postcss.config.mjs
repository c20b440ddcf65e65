import { readFileSync } from "node:fs"
import { resolve } from "node:path"

/** Put in here, as Tailwind's own resolver loses its way when the folder's name has a # in it. */
const tailwind = readFileSync(resolve("node_modules/tailwindcss/index.css"), "utf8")

export default {
  plugins: [
    {
      postcssPlugin: "put-tailwind-in",
      /**
       * @param {import("postcss").Root} root
       * @param {import("postcss").Helpers} helpers
       */
      Once(root, { postcss }) {
        root.walkAtRules("import", (rule) => {
          if (rule.params === '"tailwindcss"') rule.replaceWith(postcss.parse(tailwind))
        })
      },
    },
    "@tailwindcss/postcss",
  ],
}
