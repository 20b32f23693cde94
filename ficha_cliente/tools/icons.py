"""The pictures that a company chooses from, with the names that people read."""

STATE_ICONS = [
    ("fa-exclamation-triangle", "Warning sign"),
    ("fa-bell", "Bell"),
    ("fa-hourglass-half", "Hourglass"),
    ("fa-phone", "Telephone"),
    ("fa-clock-o", "Clock"),
    ("fa-star", "Star"),
    ("fa-flag", "Flag"),
    ("fa-heart", "Heart"),
    ("fa-fire", "Fire"),
    ("fa-check", "Tick"),
    ("fa-question-circle", "Question mark"),
    ("fa-pause-circle", "Pause"),
]

CHANNEL_ICONS = [
    ("fa-phone", "Telephone"),
    ("fa-whatsapp", "WhatsApp"),
    ("fa-envelope-o", "Envelope"),
    ("fa-handshake-o", "Handshake"),
    ("fa-video-camera", "Video camera"),
    ("fa-commenting-o", "Speech bubble"),
    ("fa-paper-plane-o", "Paper plane"),
    ("fa-globe", "Globe"),
    ("fa-share-alt", "Network"),
    ("fa-wpforms", "Form"),
    ("fa-facebook", "Facebook"),
    ("fa-instagram", "Instagram"),
    ("fa-twitter", "X"),
    ("fa-linkedin", "LinkedIn"),
    ("fa-youtube-play", "YouTube"),
    ("fa-telegram", "Telegram"),
    ("fa-ticket", "Ticket"),
    ("fa-users", "People"),
    ("fa-building-o", "Building"),
    ("fa-comments-o", "Conversation"),
]
