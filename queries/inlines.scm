; What a reader of the rendered note does not see as words …
(link_destination) @hidden
(link_title) @hidden
(link_label) @hidden
(uri_autolink) @hidden
(email_autolink) @hidden
(html_tag) @hidden
; … and what is read, but not as prose.
(code_span) @code
(latex_block) @math
