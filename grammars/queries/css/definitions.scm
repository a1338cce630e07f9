(rule_set (selectors (class_selector (class_name) @name)) (block) @body) @definition.entry
(rule_set (selectors (pseudo_class_selector (class_selector (class_name) @name))) (block) @body) @definition.entry
(rule_set (selectors (descendant_selector (class_selector (class_name) @name) .)) (block) @body) @definition.entry
(rule_set (selectors (child_selector (class_selector (class_name) @name) .)) (block) @body) @definition.entry
(rule_set (selectors (id_selector (id_name) @name)) (block) @body) @definition.entry
(rule_set (selectors (tag_name) @name) (block) @body) @definition.entry
(keyframes_statement (keyframes_name) @name) @definition.entry
((declaration (property_name) @name) @definition.variable (#match? @name "^--"))
