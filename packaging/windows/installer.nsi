; The installer of TACEWatch for Windows. Made by windows_installer.py, which names
;   VERSION, VERSION_FOUR, SIZE_KB, ICON, OUTPUT, FILES (the generated list of files), and where there is one
;   TARGET (of makensis), SIGN (the command that signs a file), FAST (large and soon made, for trying).
;
; The new version is put beside the old one, proved there by its own self-test, and only then do the two change
; places. What is taken away is taken away by the list of what was installed. Wards' data lies with each user and is
; not touched, unless the uninstaller is told so.

Unicode true
!ifdef FAST
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
!endif
!ifdef TARGET
  Target "${TARGET}"
!endif

!define TITLE "TACEWatch"
!define PROGRAM "tacewatch.exe"
!define WINDOW "tacewatchw.exe"
!define UNINSTALLER "uninstall.exe"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${TITLE}"
!define CLASSES "Software\Classes"
!define RECORD_KIND "TACEWatch.Record"
!define DATA_FOLDER "$LOCALAPPDATA\tacewatch"
!define DATA_KEY "Software\TACEWatch"
; Qt 6 runs from Windows 10, version 1809, on.
!define OLDEST_BUILD 17763

; What a silent run returns; 0 done, 1 cancelled by the user (both as NSIS has them).
!define CODE_WINDOWS_TOO_OLD 10
!define CODE_RUNNING 11
!define CODE_NEWER_INSTALLED 12
!define CODE_DOES_NOT_RUN_HERE 13
!define CODE_CANNOT_WRITE 14

Name "${TITLE}"
BrandingText "${TITLE} ${VERSION}"
OutFile "${OUTPUT}"
InstallDir "$PROGRAMFILES64\${TITLE}"
RequestExecutionLevel admin
ManifestDPIAware true
ManifestSupportedOS all
ShowInstDetails show
ShowUninstDetails show

VIProductVersion "${VERSION_FOUR}"
VIFileVersion "${VERSION_FOUR}"
VIAddVersionKey /LANG=0 "CompanyName" "${TITLE}"
VIAddVersionKey /LANG=0 "FileDescription" "${TITLE} installer"
VIAddVersionKey /LANG=0 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "LegalCopyright" ""
VIAddVersionKey /LANG=0 "ProductName" "${TITLE}"
VIAddVersionKey /LANG=0 "ProductVersion" "${VERSION}"

!ifdef SIGN
  !finalize '${SIGN} "%1"' = 0
  !uninstfinalize '${SIGN} "%1"' = 0
!endif

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"
!include "Sections.nsh"
!include "WinVer.nsh"
!include "WordFunc.nsh"
!include "x64.nsh"
!include "${FILES}"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_INSTFILES
; The window is not started from here: it would run with an administrator's rights and on an administrator's data.
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_COMPONENTS
!insertmacro MUI_UNPAGE_INSTFILES

; The first language stands in where Windows speaks another one.
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"
!include "words.nsh"

Var Staging
Var Former
Var Reason

; Says why, in the log and (where somebody looks on) in a window, and ends with a code of its own.
!macro Refuse UN CODE TEXT
  StrCpy $Reason "${TEXT}"
  SetErrorLevel ${CODE}
  Call ${UN}SayWhy
  SetDetailsPrint none
  Quit
!macroend

!macro SayWhyFunction UN
Function ${UN}SayWhy
  FileOpen $9 "$TEMP\${TITLE}-setup.log" w
  ${IfNot} ${Errors}
    FileWriteUTF16LE /BOM $9 "$Reason$\r$\n"
    FileClose $9
  ${EndIf}
  ClearErrors
  MessageBox MB_OK|MB_ICONSTOP "$Reason" /SD IDOK
FunctionEnd
!macroend
!insertmacro SayWhyFunction ""
!insertmacro SayWhyFunction "un."

; A running program cannot be opened for writing. $R0: "yes" or "".
!macro IsRunningFunction UN
Function ${UN}IsRunning
  StrCpy $R0 ""
  Push "$INSTDIR\${WINDOW}"
  Call ${UN}IsHeld
  Push "$INSTDIR\${PROGRAM}"
  Call ${UN}IsHeld
FunctionEnd

Function ${UN}IsHeld
  Pop $9
  ${If} ${FileExists} "$9"
    ClearErrors
    FileOpen $8 "$9" a
    ${If} ${Errors}
      StrCpy $R0 "yes"
    ${Else}
      FileClose $8
    ${EndIf}
    ClearErrors
  ${EndIf}
FunctionEnd

Function ${UN}RefuseWhileRunning
  ${Do}
    Call ${UN}IsRunning
    ${If} $R0 == ""
      Return
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(IsRunning)" /SD IDCANCEL IDRETRY again
    !insertmacro Refuse "${UN}" ${CODE_RUNNING} "$(IsRunning)"
    again:
  ${Loop}
FunctionEnd
!macroend
!insertmacro IsRunningFunction ""
!insertmacro IsRunningFunction "un."

Function .onInit
  SetRegView 64
  SetShellVarContext all
  ; Always there: a folder that every user can write would let anybody exchange the program.
  StrCpy $INSTDIR "$PROGRAMFILES64\${TITLE}"
  StrCpy $Staging "$INSTDIR.new"
  ${IfNot} ${AtLeastWin10}
    !insertmacro Refuse "" ${CODE_WINDOWS_TOO_OLD} "$(WindowsTooOld)"
  ${EndIf}
  ${IfNot} ${AtLeastBuild} ${OLDEST_BUILD}
    !insertmacro Refuse "" ${CODE_WINDOWS_TOO_OLD} "$(WindowsTooOld)"
  ${EndIf}
  ${IfNot} ${RunningX64}
    !insertmacro Refuse "" ${CODE_WINDOWS_TOO_OLD} "$(WindowsTooOld)"
  ${EndIf}
  ReadRegStr $0 HKLM "${UNINSTALL_KEY}" "DisplayVersion"
  ${If} $0 != ""
    ${VersionCompare} "$0" "${VERSION}" $1
    ${If} $1 == 1
      !insertmacro Refuse "" ${CODE_NEWER_INSTALLED} "$(NewerInstalled)"
    ${EndIf}
  ${EndIf}
FunctionEnd

; A version that was put aside, taken away by its own list. $R1: its folder.
Function TakeAwayFormer
  ${If} ${FileExists} "$R1\${UNINSTALLER}"
    ExecWait '"$R1\${UNINSTALLER}" /S /FILES _?=$R1' $0
    Delete "$R1\${UNINSTALLER}"
    RMDir "$R1"
  ${EndIf}
  ${If} ${FileExists} "$R1\*.*"
    DetailPrint "$(Remains) $R1"
  ${EndIf}
FunctionEnd

; $Former: a name beside the program that nothing has yet.
Function FreeName
  StrCpy $0 0
  ${Do}
    IntOp $0 $0 + 1
    StrCpy $Former "$INSTDIR.old$0"
  ${LoopWhile} ${FileExists} "$Former\*.*"
FunctionEnd

Function PutBeside
  ; What an interrupted run left of this very folder, which only the installer makes.
  RMDir /r "$Staging"
  ClearErrors
  !insertmacro InstallFiles "$Staging"
  SetOutPath "$Staging"
  WriteUninstaller "$Staging\${UNINSTALLER}"
  ${If} ${Errors}
    SetOutPath "$TEMP"
    RMDir /r "$Staging"
    !insertmacro Refuse "" ${CODE_CANNOT_WRITE} "$(CannotWrite)"
  ${EndIf}
  SetOutPath "$TEMP"
FunctionEnd

Function Prove
  DetailPrint "$(Proving)"
  nsExec::ExecToStack '"$Staging\${PROGRAM}" self-test'
  Pop $0
  Pop $1
  ${If} $0 != "0"
    RMDir /r "$Staging"
    !insertmacro Refuse "" ${CODE_DOES_NOT_RUN_HERE} "$(DoesNotRunHere)$\r$\n$\r$\n$1"
  ${EndIf}
FunctionEnd

Function ChangePlaces
  Call RefuseWhileRunning
  StrCpy $Former ""
  ClearErrors
  ${If} ${FileExists} "$INSTDIR\*.*"
    Call FreeName
    Rename "$INSTDIR" "$Former"
  ${EndIf}
  ${IfNot} ${Errors}
    Rename "$Staging" "$INSTDIR"
    ${If} ${Errors}
    ${AndIf} $Former != ""
      Rename "$Former" "$INSTDIR"
      SetErrors
    ${EndIf}
  ${EndIf}
  ${If} ${Errors}
    RMDir /r "$Staging"
    !insertmacro Refuse "" ${CODE_CANNOT_WRITE} "$(CannotWrite)"
  ${EndIf}
FunctionEnd

Function TakeAwayAllFormer
  StrCpy $R2 0
  ${Do}
    IntOp $R2 $R2 + 1
    StrCpy $R1 "$INSTDIR.old$R2"
    ${IfNot} ${FileExists} "$R1\*.*"
      ${Break}
    ${EndIf}
    Call TakeAwayFormer
  ${Loop}
FunctionEnd

Function Register
  CreateShortCut "$SMPROGRAMS\${TITLE}.lnk" "$INSTDIR\${WINDOW}" "" "$INSTDIR\${WINDOW}" 0
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayName" "${TITLE}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "Publisher" "${TITLE}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\${WINDOW},0"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\${UNINSTALLER}"'
  WriteRegStr HKLM "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\${UNINSTALLER}" /S'
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "NoRepair" 1
  ; Windows goes by the last ending alone, and ".json" belongs to everybody.
  WriteRegStr HKLM "${CLASSES}\.tacewatch" "" "${RECORD_KIND}"
  WriteRegStr HKLM "${CLASSES}\.tacewatch" "Content Type" "application/vnd.tacewatch.record+json"
  WriteRegStr HKLM "${CLASSES}\${RECORD_KIND}" "" "$(RecordFile)"
  WriteRegStr HKLM "${CLASSES}\${RECORD_KIND}\DefaultIcon" "" "$INSTDIR\${WINDOW},0"
  WriteRegStr HKLM "${CLASSES}\${RECORD_KIND}\shell\open\command" "" '"$INSTDIR\${WINDOW}" --open "%1"'
  Call TellOfKinds
FunctionEnd

Function TellOfKinds
  ; SHCNE_ASSOCCHANGED: icons and double clicks follow without a new login.
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
FunctionEnd

Section "${TITLE}"
  SectionIn RO
  Call RefuseWhileRunning
  Call PutBeside
  Call Prove
  Call ChangePlaces
  Call Register
  Call TakeAwayAllFormer
SectionEnd

Var OnlyFiles

Section "un.${TITLE}" ProgramPart
  SectionIn RO
  Call un.RefuseWhileRunning
  !insertmacro RemoveFiles "$INSTDIR"
  Delete "$INSTDIR\${UNINSTALLER}"
  RMDir "$INSTDIR"
  ${If} $OnlyFiles == ""
    Delete "$SMPROGRAMS\${TITLE}.lnk"
    DeleteRegKey HKLM "${UNINSTALL_KEY}"
    ReadRegStr $0 HKLM "${CLASSES}\.tacewatch" ""
    ${If} $0 == "${RECORD_KIND}"
      DeleteRegKey HKLM "${CLASSES}\.tacewatch"
    ${EndIf}
    DeleteRegKey HKLM "${CLASSES}\${RECORD_KIND}"
  ${EndIf}
SectionEnd

Section /o "un.$(DataPart)" DataPart
  ; Only of the user who runs this; every other user's stays.
  SetShellVarContext current
  ${If} $LOCALAPPDATA != ""
  ${AndIf} ${FileExists} "${DATA_FOLDER}\*.*"
    MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "$(ReallyData) ${DATA_FOLDER}" /SD IDYES IDNO kept
    ; Windows' own means: it takes away a link to another folder, never what lies there.
    nsExec::ExecToStack '"$SYSDIR\cmd.exe" /d /c rmdir /s /q "${DATA_FOLDER}"'
    Pop $0
    Pop $1
    DeleteRegKey HKCU "${DATA_KEY}"
    kept:
  ${EndIf}
SectionEnd

!insertmacro MUI_UNFUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${ProgramPart} "$(AboutProgramPart)"
  !insertmacro MUI_DESCRIPTION_TEXT ${DataPart} "$(AboutDataPart)"
!insertmacro MUI_UNFUNCTION_DESCRIPTION_END

Function un.onInit
  SetRegView 64
  SetShellVarContext all
  StrCpy $OnlyFiles ""
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/FILES" $1
  ${IfNot} ${Errors}
    StrCpy $OnlyFiles "yes"
  ${EndIf}
  ClearErrors
  ${GetOptions} $0 "/DATA" $1
  ${IfNot} ${Errors}
    !insertmacro SelectSection ${DataPart}
  ${EndIf}
FunctionEnd
