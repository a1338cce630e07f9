(document (object (pair key: (string (string_content) @name)) @definition.entry))
(document (object (pair value: (object (pair key: (string (string_content) @name)) @definition.entry))))
