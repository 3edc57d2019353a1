/// The published schema of the messages in `outbox/`.
package enum OutboxSchema {
    /// What every message names itself by; a change of meaning is a new number.
    package static let name = "headwater/outbox/1"

    /// JSON Schema, draft 2020-12.
    package static let text = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$id": "urn:headwater:outbox:1",
          "title": "A message of a wastewater monitoring programme: an alert, or the results of one area in one period",
          "type": "object",
          "additionalProperties": false,
          "required": ["id", "schema", "kind", "subject", "programme", "period", "revision", "manifest_sha256", "body"],
          "properties": {
            "id": { "type": "string", "description": "The same for the same content; receiving it twice changes nothing." },
            "schema": { "const": "headwater/outbox/1" },
            "kind": { "enum": ["alert", "area_result"] },
            "subject": { "type": "string", "description": "A later message on the same subject takes the place of an earlier one." },
            "programme": { "type": "string" },
            "period": { "type": "string", "pattern": "^[0-9]{4}-P[1-6]$" },
            "revision": { "type": "string", "pattern": "^r[1-9][0-9]*$" },
            "manifest_sha256": { "type": "string", "pattern": "^[0-9a-f]{64}$", "description": "Of the issued report that the message rests on." },
            "body": { "oneOf": [{ "$ref": "#/$defs/alert" }, { "$ref": "#/$defs/area_result" }] }
          },
          "$defs": {
            "alert": {
              "type": "object",
              "additionalProperties": false,
              "required": ["alert_id", "site_code", "area_codes", "analyte", "kind", "direction", "cause", "level", "state"],
              "properties": {
                "alert_id": { "type": "string" },
                "site_code": { "type": "string", "description": "A sampling point of the programme; never a manhole." },
                "area_codes": { "type": "array", "items": { "type": "string" } },
                "analyte": { "type": "string" },
                "kind": { "type": "string" },
                "direction": { "type": "string" },
                "cause": { "type": "string" },
                "level": { "enum": ["notice", "warning", "urgent"] },
                "state": { "enum": ["new", "acknowledged", "assigned", "rectifying", "resampled", "closed", "dismissed"] }
              }
            },
            "area_result": {
              "type": "object",
              "additionalProperties": false,
              "required": ["area_code", "estimates"],
              "properties": {
                "area_code": { "type": "string" },
                "estimates": {
                  "type": "array",
                  "description": "The columns of area_estimates.csv; a figure that may not be shown is null.",
                  "items": { "type": "object", "required": ["analyte"], "properties": { "analyte": { "type": "string" } } }
                }
              }
            }
          }
        }
        """
}
