CREATE TABLE "vectors" (
	"document_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"seq" integer NOT NULL,
	"model" text NOT NULL,
	"numbers" "bytea",
	"claimed_until" timestamp with time zone NOT NULL,
	CONSTRAINT "vectors_document_id_version_seq_pk" PRIMARY KEY("document_id","version","seq")
);
--> statement-breakpoint
ALTER TABLE "vectors" ADD CONSTRAINT "vectors_passage" FOREIGN KEY ("document_id","version","seq") REFERENCES "passages"("document_id","version","seq") ON DELETE cascade ON UPDATE no action;