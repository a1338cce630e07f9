(tag_name) @reference.qualifier
(svelte_raw_text) @tokens
