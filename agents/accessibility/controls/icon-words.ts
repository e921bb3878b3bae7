/** What the commonest icons of the known icon sets (Font Awesome, Bootstrap, Material, Glyphicons, Feather) mean, in words. */

/** Order: en, de, fr, es, it, pt, nl. */
const languages = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl'];

const icons: [names: string, words: string][] = [
  ['search magnifying-glass zoom lupe', 'Search|Suchen|Rechercher|Buscar|Cerca|Pesquisar|Zoeken'],
  ['close times xmark x-lg cross dismiss', 'Close|Schließen|Fermer|Cerrar|Chiudi|Fechar|Sluiten'],
  ['menu bars hamburger list-menu navbar-toggler-icon', 'Menu|Menü|Menu|Menú|Menu|Menu|Menu'],
  ['print printer', 'Print|Drucken|Imprimer|Imprimir|Stampa|Imprimir|Afdrukken'],
  ['download file-download cloud-download', 'Download|Herunterladen|Télécharger|Descargar|Scarica|Baixar|Downloaden'],
  ['upload file-upload cloud-upload', 'Upload|Hochladen|Envoyer|Subir|Carica|Enviar|Uploaden'],
  ['play play-circle play-fill', 'Play|Abspielen|Lire|Reproducir|Riproduci|Reproduzir|Afspelen'],
  ['pause pause-circle pause-fill', 'Pause|Pause|Pause|Pausar|Pausa|Pausar|Pauzeren'],
  ['edit pencil pen', 'Edit|Bearbeiten|Modifier|Editar|Modifica|Editar|Bewerken'],
  ['trash delete bin trash-alt', 'Delete|Löschen|Supprimer|Eliminar|Elimina|Excluir|Verwijderen'],
  ['share share-alt', 'Share|Teilen|Partager|Compartir|Condividi|Partilhar|Delen'],
  ['home house', 'Home|Startseite|Accueil|Inicio|Home|Início|Startpagina'],
  ['settings gear cog', 'Settings|Einstellungen|Paramètres|Ajustes|Impostazioni|Definições|Instellingen'],
  ['help question question-circle', 'Help|Hilfe|Aide|Ayuda|Aiuto|Ajuda|Hulp'],
  ['copy clipboard clone', 'Copy|Kopieren|Copier|Copiar|Copia|Copiar|Kopiëren'],
  ['save floppy floppy-disk', 'Save|Speichern|Enregistrer|Guardar|Salva|Guardar|Opslaan'],
  ['next arrow-right chevron-right angle-right', 'Next|Weiter|Suivant|Siguiente|Avanti|Seguinte|Volgende'],
  ['prev previous arrow-left chevron-left angle-left', 'Previous|Zurück|Précédent|Anterior|Indietro|Anterior|Vorige'],
  ['mail envelope email', 'E-mail|E-Mail|E-mail|Correo electrónico|E-mail|E-mail|E-mail'],
  ['send paper-plane', 'Send|Senden|Envoyer|Enviar|Invia|Enviar|Verzenden'],
];

const byName = new Map(icons.flatMap(([names, words]) => names.split(' ').map((name) => [name, words.split('|')] as const)));
const prefix = /^(?:fa|fas|far|fab|bi|icon|ico|glyphicon|mdi|feather|lucide|ti|ri|btn|button|i)[-_]+/i;

/** The word for the icon that these class names, ids or file names speak of; null where none does, or two different ones do. */
export function iconWord(hints: string[], language: string): string | null {
  const column = languages.indexOf(language.slice(0, 2).toLowerCase());
  if (column === -1) return null;
  const found = new Set(
    hints.flatMap((hint) => {
      const bare = hint
        .toLowerCase()
        .replace(prefix, '')
        .replace(/[-_]+(?:icon|btn|button|solid|outline|fill|\d+(?:x\d+)?)$/, '');
      return byName.get(bare)?.[column] ?? [];
    }),
  );
  return found.size === 1 ? [...found][0]! : null;
}
