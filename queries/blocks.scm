; The blocks of a note that decide what a line is. Captures are read in document order, so a container comes before what it holds.
(minus_metadata) @metadata
(plus_metadata) @metadata
(block_quote) @quote
(list_item) @item
(atx_heading) @heading
(setext_heading) @setext
(fenced_code_block) @fence
(indented_code_block) @indented
(html_block) @html
(pipe_table) @table
(pipe_table_delimiter_row) @delimiter
(link_reference_definition) @definition
(thematic_break) @break

; Text with inline markup: parsed by the inline grammar, and only where that can change what is read.
(inline) @inline
(pipe_table_cell) @inline
