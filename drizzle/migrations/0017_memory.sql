CREATE TABLE "summaries" (
	"session_id" uuid NOT NULL,
	"chat_id" uuid NOT NULL,
	"branch" integer NOT NULL,
	"position" integer NOT NULL,
	"body" "bytea",
	"tokens" integer DEFAULT 0 NOT NULL,
	"model" text,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"epoch" uuid NOT NULL,
	"lease_until" timestamp with time zone NOT NULL,
	"reserved" integer DEFAULT 0 NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"forgotten" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "summaries_session_id_chat_id_branch_position_pk" PRIMARY KEY("session_id","chat_id","branch","position")
);
--> statement-breakpoint
ALTER TABLE "chats" ADD COLUMN "forgotten" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "across_chats" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "summaries" ADD CONSTRAINT "summaries_chat" FOREIGN KEY ("session_id","chat_id") REFERENCES "chats"("session_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "summaries_open" ON "summaries" USING btree ("session_id","chat_id") WHERE "summaries"."body" is null;