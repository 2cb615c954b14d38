; extends

; The same within a line of text.
((html_tag) @keyword.directive
  (#lua-match? @keyword.directive "^<!%-%-%s*whyfirst:")
  (#set! priority 110))
