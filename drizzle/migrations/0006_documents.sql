CREATE TABLE "document_files" (
	"document_id" uuid PRIMARY KEY NOT NULL,
	"content" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "documents" (
	"id" uuid PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"name" text NOT NULL,
	"title" text NOT NULL,
	"state" text NOT NULL,
	"failure" text,
	"hash" "bytea" NOT NULL,
	"bytes" integer NOT NULL,
	"kind" text,
	"language" text DEFAULT '' NOT NULL,
	"pages" integer,
	"passages" integer DEFAULT 0 NOT NULL,
	"text" text DEFAULT '' NOT NULL,
	"version" integer DEFAULT 0 NOT NULL,
	"epoch" uuid,
	"lease_until" timestamp with time zone,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"added_at" timestamp with time zone DEFAULT now() NOT NULL,
	"read_at" timestamp with time zone,
	CONSTRAINT "documents_name" UNIQUE("source","name"),
	CONSTRAINT "documents_state" CHECK ("documents"."state" in ('waiting', 'reading', 'ready', 'failed'))
);
--> statement-breakpoint
CREATE TABLE "passages" (
	"document_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"seq" integer NOT NULL,
	"start" integer NOT NULL,
	"end" integer NOT NULL,
	"heading" text NOT NULL,
	"page" integer,
	"text" text NOT NULL,
	"tokens" integer NOT NULL,
	"config" text NOT NULL,
	"lexemes" "tsvector" NOT NULL,
	CONSTRAINT "passages_document_id_version_seq_pk" PRIMARY KEY("document_id","version","seq")
);
--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "sources" "bytea";--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "unanswered" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "document_files" ADD CONSTRAINT "document_files_document_id_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "documents"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "passages" ADD CONSTRAINT "passages_document_id_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "documents"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "documents_queue" ON "documents" USING btree ("added_at") WHERE "documents"."state" in ('waiting', 'reading');--> statement-breakpoint
CREATE INDEX "passages_lexemes" ON "passages" USING gin ("lexemes");--> statement-breakpoint
CREATE INDEX "passages_config" ON "passages" USING btree ("config");