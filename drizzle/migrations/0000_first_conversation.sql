CREATE TABLE "chats" (
	"session_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"title" bytea NOT NULL,
	"revision" integer NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "chats_session_id_id_pk" PRIMARY KEY("session_id","id")
);
--> statement-breakpoint
CREATE TABLE "key_check" (
	"key_id" text PRIMARY KEY NOT NULL,
	"sealed" bytea NOT NULL
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"session_id" uuid NOT NULL,
	"chat_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"parent_id" uuid,
	"position" integer NOT NULL,
	"role" text NOT NULL,
	"status" text NOT NULL,
	"failure" text,
	"body" bytea,
	"tokens" integer DEFAULT 0 NOT NULL,
	"model" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"completed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "messages_session_id_id_pk" PRIMARY KEY("session_id","id"),
	CONSTRAINT "messages_in_order" UNIQUE("session_id","chat_id","position"),
	CONSTRAINT "messages_role" CHECK ("messages"."role" in ('user', 'assistant'))
);
--> statement-breakpoint
CREATE TABLE "replies" (
	"session_id" uuid NOT NULL,
	"chat_id" uuid NOT NULL,
	"message_id" uuid NOT NULL,
	"parent_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"epoch" uuid NOT NULL,
	"lease_until" timestamp with time zone NOT NULL,
	"stop_requested" boolean DEFAULT false NOT NULL,
	"watched" boolean DEFAULT false NOT NULL,
	CONSTRAINT "replies_session_id_chat_id_pk" PRIMARY KEY("session_id","chat_id")
);
--> statement-breakpoint
CREATE UNLOGGED TABLE "reply_journal" (
	"session_id" uuid NOT NULL,
	"chat_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"chunk" bytea NOT NULL,
	CONSTRAINT "reply_journal_session_id_chat_id_seq_pk" PRIMARY KEY("session_id","chat_id","seq")
);
--> statement-breakpoint
CREATE TABLE "session_keys" (
	"session_id" uuid PRIMARY KEY NOT NULL,
	"key_id" text NOT NULL,
	"wrapped_key" bytea NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"token_hash" bytea NOT NULL,
	"birth" bytea,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_active_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "sessions_birth" UNIQUE("birth")
);
--> statement-breakpoint
ALTER TABLE "chats" ADD CONSTRAINT "chats_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_chat" FOREIGN KEY ("session_id","chat_id") REFERENCES "chats"("session_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replies" ADD CONSTRAINT "replies_chat" FOREIGN KEY ("session_id","chat_id") REFERENCES "chats"("session_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reply_journal" ADD CONSTRAINT "reply_journal_chat" FOREIGN KEY ("session_id","chat_id") REFERENCES "chats"("session_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session_keys" ADD CONSTRAINT "session_keys_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "session_keys_key_id" ON "session_keys" USING btree ("key_id","session_id");--> statement-breakpoint
CREATE INDEX "sessions_expires_at" ON "sessions" USING btree ("expires_at");