; extends

; `<!-- whyfirst: skip monitor -->` is no remark: it decides what is told, and shall not look like one.
((html_block) @keyword.directive
  (#lua-match? @keyword.directive "^%s*<!%-%-%s*whyfirst:")
  (#set! priority 110))
