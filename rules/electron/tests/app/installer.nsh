!macro customInit
  DetailPrint "init of the demo"
!macroend

!macro customInstall
  DetailPrint "installs the demo"
!macroend

!macro customUnInstall
  DetailPrint "removes the demo"
!macroend
