"""A row of a file of fichas, as it was read. No ORM."""


class Row:
    """A row that was read.

    :ivar number: its number in the file, and ``sheet`` where it stands
    :ivar vals: field of ``res.partner`` -> value, as ``write`` takes it
    :ivar points: list of (kind, value) of contact points; ``mobile_at`` is the place of
        the one of the column *Mobile*, which changes the mobile that is there
    :ivar labels: {value of a contact point: the words beside it}
    :ivar lines: list of (kind of line, position in the row or None, values)
    :ivar ibans: account numbers
    :ivar tags: names of tags that do not exist yet
    :ivar properties: {label: text} of extra fields
    :ivar person: values of ``res.partner`` of somebody of the customer, who becomes its
        contact and *Speak to*
    :ivar people: the same of further persons, who become contacts only
    :ivar fill_only: names of those of ``vals`` that only fill in what is empty
    :ivar by_name: its telephone and e-mail do not say who the customer is
    :ivar may_make_parent: its company is made when nobody has that name
    :ivar open_country: its country is not known, and is not the usual one
    :ivar problems: list of (column, value, code, values of the sentence)
    :ivar left: the same of cells that were left empty, while the rest comes in
    :ivar notes: list of (code of ``NOTE``, column or None, text)
    :ivar to_fix: it is of a file of rows to fix, and no export of ours
    :ivar reached: texts of its telephones and addresses that could be read
    :ivar unread: texts of its telephones and addresses that could not be read
    """

    def __init__(self, number, sheet):
        self.number = number
        self.sheet = sheet
        self.key = self.code = self.parent = None
        self.vals = {}
        self.owner = {}
        self.points = []
        self.lines = []
        self.ibans = []
        self.tags = []
        self.properties = {}
        self.parts, self.person, self.people = {}, {}, []
        # {number: values} of second and third persons, (number, kind, value) of more of
        # their telephones and addresses, until it is known who they are
        self.further, self.of_people = {}, []
        self.fill_only = set()
        self.mobile_at, self.labels = None, {}
        self.by_name = self.may_make_parent = self.open_country = False
        self.problems, self.left = [], []
        self.notes = []
        self.to_fix, self.unread = False, set()
        self.parent_id = self.parent_row = None
        self.depth = 0
        # what is found out about it later
        self.kind = self.partner_id = self.same_as = self.conflict = None
        self.said = self.look_alike = None
        self.strong, self.weak = set(), set()
        self.known_by, self.reached = set(), set()
        self.kept, self.did, self.duplicates, self.differ = [], set(), [], {}
        self.changes = []
        self.keys = set()  # of the columns that it fills in
        self.makes = False  # a value of it is to be made

    @property
    def has_parent(self):
        """Whether it is somebody of a company."""
        return bool(self.parent)
