CREATE TABLE "admin_password" (
	"id" smallint PRIMARY KEY NOT NULL,
	"current" text NOT NULL,
	"given" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "admin_sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"token_hash" bytea NOT NULL,
	"device" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"admin_session_id" uuid,
	"action" text NOT NULL,
	"name" text,
	"before" jsonb,
	"after" jsonb
);
--> statement-breakpoint
CREATE TABLE "feedback" (
	"session_id" uuid NOT NULL,
	"chat_id" uuid NOT NULL,
	"message_id" uuid NOT NULL,
	"rating" text NOT NULL,
	"comment" bytea,
	"shared" boolean DEFAULT false NOT NULL,
	"rated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "feedback_session_id_chat_id_message_id_pk" PRIMARY KEY("session_id","chat_id","message_id"),
	CONSTRAINT "feedback_rating" CHECK ("feedback"."rating" in ('good', 'poor'))
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"name" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "usage" (
	"hour" timestamp with time zone NOT NULL,
	"metric" text NOT NULL,
	"label" text NOT NULL,
	"slot" smallint NOT NULL,
	"value" bigint NOT NULL,
	CONSTRAINT "usage_hour_metric_label_slot_pk" PRIMARY KEY("hour","metric","label","slot")
);
--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "input_tokens" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "output_tokens" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "first_token_ms" integer;--> statement-breakpoint
ALTER TABLE "feedback" ADD CONSTRAINT "feedback_chat" FOREIGN KEY ("session_id","chat_id") REFERENCES "chats"("session_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_log_at" ON "audit_log" USING btree ("at");--> statement-breakpoint
CREATE INDEX "audit_log_name" ON "audit_log" USING btree ("name","at");--> statement-breakpoint
CREATE INDEX "feedback_shared" ON "feedback" USING btree ("rated_at") WHERE "feedback"."shared";