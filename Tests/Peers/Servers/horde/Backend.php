<?php
declare(strict_types=1);

/**
 * What Horde's ActiveSync library asks a groupware for, answered from a Mailbox: one folder of
 * contacts a user, to be read only. All protocol, state and WBXML is the library's own.
 */
final class Backend extends Horde_ActiveSync_Driver_Mock
{
    private const USERS = ['alice' => 'secret', 'bob' => 'secret'];

    public function __construct(
        Horde_ActiveSync_State_Base $state,
        private Mailbox $mailbox,
        private array $options
    ) {
        parent::__construct([
            'connector' => new ContactsOnly(), 'imap' => null, 'state' => $state, 'ping' => [],
        ]);
    }

    public function authenticate($user, $password, $domain = null)
    {
        parent::authenticate($user, $password, $domain);
        return (self::USERS[$user] ?? null) === $password;
    }

    public function getUsernameFromEmail($email)
    {
        return $email;
    }

    public function versionCallback(Horde_ActiveSync $server): void
    {
        if ($this->options['version'] !== '') {
            $server->setSupportedVersion($this->options['version']);
        }
    }

    public function getProvisioning()
    {
        return match ($this->options['provisioning']) {
            'force' => Horde_ActiveSync::PROVISIONING_FORCE,
            'loose' => Horde_ActiveSync::PROVISIONING_LOOSE,
            default => Horde_ActiveSync::PROVISIONING_NONE,
        };
    }

    public function getCurrentPolicy($device = false)
    {
        return $this->options['policy'];
    }

    public function getSettings(array $settings, $device)
    {
        return [];
    }

    public function setSettings(array $settings, $device)
    {
        return ['deviceinformation' => Horde_ActiveSync_Request_Settings::STATUS_SUCCESS];
    }

    public function getHeartbeatConfig()
    {
        return [
            'heartbeatmin' => 1, 'heartbeatmax' => 60, 'heartbeatdefault' => 5,
            'waitinterval' => 1, 'deviceping' => true,
        ];
    }

    // Folders: the library keeps a name of its own beside the server's; here both are one.

    public function statFolder($id, $parent = '0', $mod = null, $backendId = null, $type = null)
    {
        return [
            'id' => $id, 'mod' => $mod ?: $id, 'parent' => $parent,
            'serverid' => $backendId ?: $id, 'type' => $type,
        ];
    }

    protected function _buildNonMailFolder($id, $parent, $type, $name)
    {
        $folder = parent::_buildNonMailFolder($id, '0', $type, $name);
        $folder->_serverid = $id;
        $folder->_parentid = '0';
        return $folder;
    }

    // Contacts

    public function getSyncStamp($collection, $last = null)
    {
        // 0 would mean "never synchronised".
        return $this->mailbox->latest() + 1;
    }

    public function getServerChanges($folder, $from, $to, $cutoff, $ping)
    {
        // A stamp is one more than the newest change it covers.
        $after = max(0, (int)$from - 1);
        $changes = [];
        foreach ($this->mailbox->changes($this->getUser(), $after, (int)$to - 1) as $change) {
            $isNew = $change['added'] > $after;
            if ($change['deleted']) {
                if (!$isNew) {
                    $changes[] = [
                        'id' => $change['uid'], 'type' => Horde_ActiveSync::CHANGE_TYPE_DELETE,
                    ];
                }
                continue;
            }
            $changes[] = ['id' => $change['uid'], 'type' => Horde_ActiveSync::CHANGE_TYPE_CHANGE]
                + ($isNew ? ['flags' => Horde_ActiveSync::FLAG_NEWMESSAGE] : []);
        }
        return $changes;
    }

    public function statMessage($folder, $uid)
    {
        $contact = $this->mailbox->contact($this->getUser(), $uid);
        return ['id' => $uid, 'mod' => $contact['@changed'] ?? 0, 'flags' => 1];
    }

    public function getMessage($folder, $uid, array $collection)
    {
        $contact = $this->mailbox->contact($this->getUser(), $uid);
        if ($contact === null) {
            throw new Horde_Exception_NotFound();
        }
        unset($contact['@changed']);
        $message = new Horde_ActiveSync_Message_Contact([
            'logger' => $this->_logger, 'protocolversion' => $this->_version,
            'device' => $this->_device,
        ]);
        foreach ($contact as $property => $value) {
            match ($property) {
                'body' => $this->setBody($message, $value),
                'birthday', 'anniversary' => $message->$property = new Horde_Date($value, 'UTC'),
                default => $message->$property = $value,
            };
        }
        return $message;
    }

    private function setBody(Horde_ActiveSync_Message_Contact $message, string $text): void
    {
        if ($this->_version < Horde_ActiveSync::VERSION_TWELVE) {
            $message->body = $text;
            $message->bodysize = strlen($text);
            $message->bodytruncated = 0;
            return;
        }
        $body = Horde_ActiveSync::messageFactory('AirSyncBaseBody');
        $body->type = Horde_ActiveSync::BODYPREF_TYPE_PLAIN;
        $body->estimateddatasize = strlen($text);
        $body->truncated = 0;
        $body->data = $text;
        $message->airsyncbasebody = $body;
    }

    public function changeMessage($folder, $uid, Horde_ActiveSync_Message_Base $message, $device)
    {
        return false;
    }
}

/** The groupware has an address book and nothing else. */
final class ContactsOnly extends Horde_ActiveSync_Driver_MockConnector
{
    public function listApis()
    {
        return ['contacts'];
    }
}
