// The names that the client and the server double use; the tables are in CodePage+All.swift.

extension Tag {
  /// Code page 0, `AirSync`.
  package enum AirSync {
    @inlinable package static var sync: Tag { Tag(page: 0, token: 0x05) }
    @inlinable package static var responses: Tag { Tag(page: 0, token: 0x06) }
    @inlinable package static var add: Tag { Tag(page: 0, token: 0x07) }
    @inlinable package static var change: Tag { Tag(page: 0, token: 0x08) }
    @inlinable package static var delete: Tag { Tag(page: 0, token: 0x09) }
    @inlinable package static var fetch: Tag { Tag(page: 0, token: 0x0A) }
    @inlinable package static var syncKey: Tag { Tag(page: 0, token: 0x0B) }
    @inlinable package static var clientId: Tag { Tag(page: 0, token: 0x0C) }
    @inlinable package static var serverId: Tag { Tag(page: 0, token: 0x0D) }
    @inlinable package static var status: Tag { Tag(page: 0, token: 0x0E) }
    @inlinable package static var collection: Tag { Tag(page: 0, token: 0x0F) }
    @inlinable package static var `class`: Tag { Tag(page: 0, token: 0x10) }
    @inlinable package static var version: Tag { Tag(page: 0, token: 0x11) }
    @inlinable package static var collectionId: Tag { Tag(page: 0, token: 0x12) }
    @inlinable package static var getChanges: Tag { Tag(page: 0, token: 0x13) }
    @inlinable package static var moreAvailable: Tag { Tag(page: 0, token: 0x14) }
    @inlinable package static var windowSize: Tag { Tag(page: 0, token: 0x15) }
    @inlinable package static var commands: Tag { Tag(page: 0, token: 0x16) }
    @inlinable package static var options: Tag { Tag(page: 0, token: 0x17) }
    @inlinable package static var filterType: Tag { Tag(page: 0, token: 0x18) }
    @inlinable package static var truncation: Tag { Tag(page: 0, token: 0x19) }
    @inlinable package static var rtfTruncation: Tag { Tag(page: 0, token: 0x1A) }
    @inlinable package static var conflict: Tag { Tag(page: 0, token: 0x1B) }
    @inlinable package static var collections: Tag { Tag(page: 0, token: 0x1C) }
    @inlinable package static var applicationData: Tag { Tag(page: 0, token: 0x1D) }
    @inlinable package static var deletesAsMoves: Tag { Tag(page: 0, token: 0x1E) }
    @inlinable package static var notifyGUID: Tag { Tag(page: 0, token: 0x1F) }
    @inlinable package static var supported: Tag { Tag(page: 0, token: 0x20) }
    @inlinable package static var softDelete: Tag { Tag(page: 0, token: 0x21) }
    @inlinable package static var mimeSupport: Tag { Tag(page: 0, token: 0x22) }
    @inlinable package static var mimeTruncation: Tag { Tag(page: 0, token: 0x23) }
    @inlinable package static var wait: Tag { Tag(page: 0, token: 0x24) }
    @inlinable package static var limit: Tag { Tag(page: 0, token: 0x25) }
    @inlinable package static var partial: Tag { Tag(page: 0, token: 0x26) }
    @inlinable package static var conversationMode: Tag { Tag(page: 0, token: 0x27) }
    @inlinable package static var maxItems: Tag { Tag(page: 0, token: 0x28) }
    @inlinable package static var heartbeatInterval: Tag { Tag(page: 0, token: 0x29) }
  }
}

extension Tag {
  /// Code page 1, `Contacts`.
  package enum Contacts {
    @inlinable package static var anniversary: Tag { Tag(page: 1, token: 0x05) }
    @inlinable package static var assistantName: Tag { Tag(page: 1, token: 0x06) }
    @inlinable package static var assistantPhoneNumber: Tag { Tag(page: 1, token: 0x07) }
    @inlinable package static var birthday: Tag { Tag(page: 1, token: 0x08) }
    @inlinable package static var body: Tag { Tag(page: 1, token: 0x09) }
    @inlinable package static var bodySize: Tag { Tag(page: 1, token: 0x0A) }
    @inlinable package static var bodyTruncated: Tag { Tag(page: 1, token: 0x0B) }
    @inlinable package static var business2PhoneNumber: Tag { Tag(page: 1, token: 0x0C) }
    @inlinable package static var businessAddressCity: Tag { Tag(page: 1, token: 0x0D) }
    @inlinable package static var businessAddressCountry: Tag { Tag(page: 1, token: 0x0E) }
    @inlinable package static var businessAddressPostalCode: Tag { Tag(page: 1, token: 0x0F) }
    @inlinable package static var businessAddressState: Tag { Tag(page: 1, token: 0x10) }
    @inlinable package static var businessAddressStreet: Tag { Tag(page: 1, token: 0x11) }
    @inlinable package static var businessFaxNumber: Tag { Tag(page: 1, token: 0x12) }
    @inlinable package static var businessPhoneNumber: Tag { Tag(page: 1, token: 0x13) }
    @inlinable package static var carPhoneNumber: Tag { Tag(page: 1, token: 0x14) }
    @inlinable package static var categories: Tag { Tag(page: 1, token: 0x15) }
    @inlinable package static var category: Tag { Tag(page: 1, token: 0x16) }
    @inlinable package static var children: Tag { Tag(page: 1, token: 0x17) }
    @inlinable package static var child: Tag { Tag(page: 1, token: 0x18) }
    @inlinable package static var companyName: Tag { Tag(page: 1, token: 0x19) }
    @inlinable package static var department: Tag { Tag(page: 1, token: 0x1A) }
    @inlinable package static var email1Address: Tag { Tag(page: 1, token: 0x1B) }
    @inlinable package static var email2Address: Tag { Tag(page: 1, token: 0x1C) }
    @inlinable package static var email3Address: Tag { Tag(page: 1, token: 0x1D) }
    @inlinable package static var fileAs: Tag { Tag(page: 1, token: 0x1E) }
    @inlinable package static var firstName: Tag { Tag(page: 1, token: 0x1F) }
    @inlinable package static var home2PhoneNumber: Tag { Tag(page: 1, token: 0x20) }
    @inlinable package static var homeAddressCity: Tag { Tag(page: 1, token: 0x21) }
    @inlinable package static var homeAddressCountry: Tag { Tag(page: 1, token: 0x22) }
    @inlinable package static var homeAddressPostalCode: Tag { Tag(page: 1, token: 0x23) }
    @inlinable package static var homeAddressState: Tag { Tag(page: 1, token: 0x24) }
    @inlinable package static var homeAddressStreet: Tag { Tag(page: 1, token: 0x25) }
    @inlinable package static var homeFaxNumber: Tag { Tag(page: 1, token: 0x26) }
    @inlinable package static var homePhoneNumber: Tag { Tag(page: 1, token: 0x27) }
    @inlinable package static var jobTitle: Tag { Tag(page: 1, token: 0x28) }
    @inlinable package static var lastName: Tag { Tag(page: 1, token: 0x29) }
    @inlinable package static var middleName: Tag { Tag(page: 1, token: 0x2A) }
    @inlinable package static var mobilePhoneNumber: Tag { Tag(page: 1, token: 0x2B) }
    @inlinable package static var officeLocation: Tag { Tag(page: 1, token: 0x2C) }
    @inlinable package static var otherAddressCity: Tag { Tag(page: 1, token: 0x2D) }
    @inlinable package static var otherAddressCountry: Tag { Tag(page: 1, token: 0x2E) }
    @inlinable package static var otherAddressPostalCode: Tag { Tag(page: 1, token: 0x2F) }
    @inlinable package static var otherAddressState: Tag { Tag(page: 1, token: 0x30) }
    @inlinable package static var otherAddressStreet: Tag { Tag(page: 1, token: 0x31) }
    @inlinable package static var pagerNumber: Tag { Tag(page: 1, token: 0x32) }
    @inlinable package static var radioPhoneNumber: Tag { Tag(page: 1, token: 0x33) }
    @inlinable package static var spouse: Tag { Tag(page: 1, token: 0x34) }
    @inlinable package static var suffix: Tag { Tag(page: 1, token: 0x35) }
    @inlinable package static var title: Tag { Tag(page: 1, token: 0x36) }
    @inlinable package static var webPage: Tag { Tag(page: 1, token: 0x37) }
    @inlinable package static var yomiCompanyName: Tag { Tag(page: 1, token: 0x38) }
    @inlinable package static var yomiFirstName: Tag { Tag(page: 1, token: 0x39) }
    @inlinable package static var yomiLastName: Tag { Tag(page: 1, token: 0x3A) }
    @inlinable package static var compressedRTF: Tag { Tag(page: 1, token: 0x3B) }
    @inlinable package static var picture: Tag { Tag(page: 1, token: 0x3C) }
    @inlinable package static var alias: Tag { Tag(page: 1, token: 0x3D) }
    @inlinable package static var weightedRank: Tag { Tag(page: 1, token: 0x3E) }
  }
}

extension Tag {
  /// Code page 7, `FolderHierarchy`.
  package enum FolderHierarchy {
    @inlinable package static var folders: Tag { Tag(page: 7, token: 0x05) }
    @inlinable package static var folder: Tag { Tag(page: 7, token: 0x06) }
    @inlinable package static var displayName: Tag { Tag(page: 7, token: 0x07) }
    @inlinable package static var serverId: Tag { Tag(page: 7, token: 0x08) }
    @inlinable package static var parentId: Tag { Tag(page: 7, token: 0x09) }
    @inlinable package static var type: Tag { Tag(page: 7, token: 0x0A) }
    @inlinable package static var response: Tag { Tag(page: 7, token: 0x0B) }
    @inlinable package static var status: Tag { Tag(page: 7, token: 0x0C) }
    @inlinable package static var contentClass: Tag { Tag(page: 7, token: 0x0D) }
    @inlinable package static var changes: Tag { Tag(page: 7, token: 0x0E) }
    @inlinable package static var add: Tag { Tag(page: 7, token: 0x0F) }
    @inlinable package static var delete: Tag { Tag(page: 7, token: 0x10) }
    @inlinable package static var update: Tag { Tag(page: 7, token: 0x11) }
    @inlinable package static var syncKey: Tag { Tag(page: 7, token: 0x12) }
    @inlinable package static var folderCreate: Tag { Tag(page: 7, token: 0x13) }
    @inlinable package static var folderDelete: Tag { Tag(page: 7, token: 0x14) }
    @inlinable package static var folderUpdate: Tag { Tag(page: 7, token: 0x15) }
    @inlinable package static var folderSync: Tag { Tag(page: 7, token: 0x16) }
    @inlinable package static var count: Tag { Tag(page: 7, token: 0x17) }
    @inlinable package static var version: Tag { Tag(page: 7, token: 0x18) }
  }
}

extension Tag {
  /// Code page 12, `Contacts2`.
  package enum Contacts2 {
    @inlinable package static var customerId: Tag { Tag(page: 12, token: 0x05) }
    @inlinable package static var governmentId: Tag { Tag(page: 12, token: 0x06) }
    @inlinable package static var imAddress: Tag { Tag(page: 12, token: 0x07) }
    @inlinable package static var imAddress2: Tag { Tag(page: 12, token: 0x08) }
    @inlinable package static var imAddress3: Tag { Tag(page: 12, token: 0x09) }
    @inlinable package static var managerName: Tag { Tag(page: 12, token: 0x0A) }
    @inlinable package static var companyMainPhone: Tag { Tag(page: 12, token: 0x0B) }
    @inlinable package static var accountName: Tag { Tag(page: 12, token: 0x0C) }
    @inlinable package static var nickName: Tag { Tag(page: 12, token: 0x0D) }
    @inlinable package static var mms: Tag { Tag(page: 12, token: 0x0E) }
  }
}

extension Tag {
  /// Code page 14, `Provision`.
  package enum Provision {
    @inlinable package static var provision: Tag { Tag(page: 14, token: 0x05) }
    @inlinable package static var policies: Tag { Tag(page: 14, token: 0x06) }
    @inlinable package static var policy: Tag { Tag(page: 14, token: 0x07) }
    @inlinable package static var policyType: Tag { Tag(page: 14, token: 0x08) }
    @inlinable package static var policyKey: Tag { Tag(page: 14, token: 0x09) }
    @inlinable package static var data: Tag { Tag(page: 14, token: 0x0A) }
    @inlinable package static var status: Tag { Tag(page: 14, token: 0x0B) }
    @inlinable package static var remoteWipe: Tag { Tag(page: 14, token: 0x0C) }
    @inlinable package static var easProvisionDoc: Tag { Tag(page: 14, token: 0x0D) }
    @inlinable package static var devicePasswordEnabled: Tag { Tag(page: 14, token: 0x0E) }
    @inlinable package static var alphanumericDevicePasswordRequired: Tag {
      Tag(page: 14, token: 0x0F)
    }
    @inlinable package static var requireStorageCardEncryption: Tag { Tag(page: 14, token: 0x10) }
    @inlinable package static var passwordRecoveryEnabled: Tag { Tag(page: 14, token: 0x11) }
    @inlinable package static var documentBrowseEnabled: Tag { Tag(page: 14, token: 0x12) }
    @inlinable package static var attachmentsEnabled: Tag { Tag(page: 14, token: 0x13) }
    @inlinable package static var minDevicePasswordLength: Tag { Tag(page: 14, token: 0x14) }
    @inlinable package static var maxInactivityTimeDeviceLock: Tag { Tag(page: 14, token: 0x15) }
    @inlinable package static var maxDevicePasswordFailedAttempts: Tag {
      Tag(page: 14, token: 0x16)
    }
    @inlinable package static var maxAttachmentSize: Tag { Tag(page: 14, token: 0x17) }
    @inlinable package static var allowSimpleDevicePassword: Tag { Tag(page: 14, token: 0x18) }
    @inlinable package static var devicePasswordExpiration: Tag { Tag(page: 14, token: 0x19) }
    @inlinable package static var devicePasswordHistory: Tag { Tag(page: 14, token: 0x1A) }
    @inlinable package static var allowStorageCard: Tag { Tag(page: 14, token: 0x1B) }
    @inlinable package static var allowCamera: Tag { Tag(page: 14, token: 0x1C) }
    @inlinable package static var requireDeviceEncryption: Tag { Tag(page: 14, token: 0x1D) }
    @inlinable package static var allowUnsignedApplications: Tag { Tag(page: 14, token: 0x1E) }
    @inlinable package static var allowUnsignedInstallationPackages: Tag {
      Tag(page: 14, token: 0x1F)
    }
    @inlinable package static var minDevicePasswordComplexCharacters: Tag {
      Tag(page: 14, token: 0x20)
    }
    @inlinable package static var allowWiFi: Tag { Tag(page: 14, token: 0x21) }
    @inlinable package static var allowTextMessaging: Tag { Tag(page: 14, token: 0x22) }
    @inlinable package static var allowPOPIMAPEmail: Tag { Tag(page: 14, token: 0x23) }
    @inlinable package static var allowBluetooth: Tag { Tag(page: 14, token: 0x24) }
    @inlinable package static var allowIrDA: Tag { Tag(page: 14, token: 0x25) }
    @inlinable package static var requireManualSyncWhenRoaming: Tag { Tag(page: 14, token: 0x26) }
    @inlinable package static var allowDesktopSync: Tag { Tag(page: 14, token: 0x27) }
    @inlinable package static var maxCalendarAgeFilter: Tag { Tag(page: 14, token: 0x28) }
    @inlinable package static var allowHTMLEmail: Tag { Tag(page: 14, token: 0x29) }
    @inlinable package static var maxEmailAgeFilter: Tag { Tag(page: 14, token: 0x2A) }
    @inlinable package static var maxEmailBodyTruncationSize: Tag { Tag(page: 14, token: 0x2B) }
    @inlinable package static var maxEmailHTMLBodyTruncationSize: Tag { Tag(page: 14, token: 0x2C) }
    @inlinable package static var requireSignedSMIMEMessages: Tag { Tag(page: 14, token: 0x2D) }
    @inlinable package static var requireEncryptedSMIMEMessages: Tag { Tag(page: 14, token: 0x2E) }
    @inlinable package static var requireSignedSMIMEAlgorithm: Tag { Tag(page: 14, token: 0x2F) }
    @inlinable package static var requireEncryptionSMIMEAlgorithm: Tag {
      Tag(page: 14, token: 0x30)
    }
    @inlinable package static var allowSMIMEEncryptionAlgorithmNegotiation: Tag {
      Tag(page: 14, token: 0x31)
    }
    @inlinable package static var allowSMIMESoftCerts: Tag { Tag(page: 14, token: 0x32) }
    @inlinable package static var allowBrowser: Tag { Tag(page: 14, token: 0x33) }
    @inlinable package static var allowConsumerEmail: Tag { Tag(page: 14, token: 0x34) }
    @inlinable package static var allowRemoteDesktop: Tag { Tag(page: 14, token: 0x35) }
    @inlinable package static var allowInternetSharing: Tag { Tag(page: 14, token: 0x36) }
    @inlinable package static var unapprovedInROMApplicationList: Tag { Tag(page: 14, token: 0x37) }
    @inlinable package static var applicationName: Tag { Tag(page: 14, token: 0x38) }
    @inlinable package static var approvedApplicationList: Tag { Tag(page: 14, token: 0x39) }
    @inlinable package static var hash: Tag { Tag(page: 14, token: 0x3A) }
    @inlinable package static var accountOnlyRemoteWipe: Tag { Tag(page: 14, token: 0x3B) }
  }
}

extension Tag {
  /// Code page 17, `AirSyncBase`.
  package enum AirSyncBase {
    @inlinable package static var bodyPreference: Tag { Tag(page: 17, token: 0x05) }
    @inlinable package static var type: Tag { Tag(page: 17, token: 0x06) }
    @inlinable package static var truncationSize: Tag { Tag(page: 17, token: 0x07) }
    @inlinable package static var allOrNone: Tag { Tag(page: 17, token: 0x08) }
    @inlinable package static var body: Tag { Tag(page: 17, token: 0x0A) }
    @inlinable package static var data: Tag { Tag(page: 17, token: 0x0B) }
    @inlinable package static var estimatedDataSize: Tag { Tag(page: 17, token: 0x0C) }
    @inlinable package static var truncated: Tag { Tag(page: 17, token: 0x0D) }
    @inlinable package static var attachments: Tag { Tag(page: 17, token: 0x0E) }
    @inlinable package static var attachment: Tag { Tag(page: 17, token: 0x0F) }
    @inlinable package static var displayName: Tag { Tag(page: 17, token: 0x10) }
    @inlinable package static var fileReference: Tag { Tag(page: 17, token: 0x11) }
    @inlinable package static var method: Tag { Tag(page: 17, token: 0x12) }
    @inlinable package static var contentId: Tag { Tag(page: 17, token: 0x13) }
    @inlinable package static var contentLocation: Tag { Tag(page: 17, token: 0x14) }
    @inlinable package static var isInline: Tag { Tag(page: 17, token: 0x15) }
    @inlinable package static var nativeBodyType: Tag { Tag(page: 17, token: 0x16) }
    @inlinable package static var contentType: Tag { Tag(page: 17, token: 0x17) }
    @inlinable package static var preview: Tag { Tag(page: 17, token: 0x18) }
    @inlinable package static var bodyPartPreference: Tag { Tag(page: 17, token: 0x19) }
    @inlinable package static var bodyPart: Tag { Tag(page: 17, token: 0x1A) }
    @inlinable package static var status: Tag { Tag(page: 17, token: 0x1B) }
    @inlinable package static var add: Tag { Tag(page: 17, token: 0x1C) }
    @inlinable package static var delete: Tag { Tag(page: 17, token: 0x1D) }
    @inlinable package static var clientId: Tag { Tag(page: 17, token: 0x1E) }
    @inlinable package static var content: Tag { Tag(page: 17, token: 0x1F) }
    @inlinable package static var location: Tag { Tag(page: 17, token: 0x20) }
    @inlinable package static var annotation: Tag { Tag(page: 17, token: 0x21) }
    @inlinable package static var street: Tag { Tag(page: 17, token: 0x22) }
    @inlinable package static var city: Tag { Tag(page: 17, token: 0x23) }
    @inlinable package static var state: Tag { Tag(page: 17, token: 0x24) }
    @inlinable package static var country: Tag { Tag(page: 17, token: 0x25) }
    @inlinable package static var postalCode: Tag { Tag(page: 17, token: 0x26) }
    @inlinable package static var latitude: Tag { Tag(page: 17, token: 0x27) }
    @inlinable package static var longitude: Tag { Tag(page: 17, token: 0x28) }
    @inlinable package static var accuracy: Tag { Tag(page: 17, token: 0x29) }
    @inlinable package static var altitude: Tag { Tag(page: 17, token: 0x2A) }
    @inlinable package static var altitudeAccuracy: Tag { Tag(page: 17, token: 0x2B) }
    @inlinable package static var locationUri: Tag { Tag(page: 17, token: 0x2C) }
    @inlinable package static var instanceId: Tag { Tag(page: 17, token: 0x2D) }
  }
}

extension Tag {
  /// Code page 18, `Settings`.
  package enum Settings {
    @inlinable package static var settings: Tag { Tag(page: 18, token: 0x05) }
    @inlinable package static var status: Tag { Tag(page: 18, token: 0x06) }
    @inlinable package static var get: Tag { Tag(page: 18, token: 0x07) }
    @inlinable package static var set: Tag { Tag(page: 18, token: 0x08) }
    @inlinable package static var oof: Tag { Tag(page: 18, token: 0x09) }
    @inlinable package static var oofState: Tag { Tag(page: 18, token: 0x0A) }
    @inlinable package static var startTime: Tag { Tag(page: 18, token: 0x0B) }
    @inlinable package static var endTime: Tag { Tag(page: 18, token: 0x0C) }
    @inlinable package static var oofMessage: Tag { Tag(page: 18, token: 0x0D) }
    @inlinable package static var appliesToInternal: Tag { Tag(page: 18, token: 0x0E) }
    @inlinable package static var appliesToExternalKnown: Tag { Tag(page: 18, token: 0x0F) }
    @inlinable package static var appliesToExternalUnknown: Tag { Tag(page: 18, token: 0x10) }
    @inlinable package static var enabled: Tag { Tag(page: 18, token: 0x11) }
    @inlinable package static var replyMessage: Tag { Tag(page: 18, token: 0x12) }
    @inlinable package static var bodyType: Tag { Tag(page: 18, token: 0x13) }
    @inlinable package static var devicePassword: Tag { Tag(page: 18, token: 0x14) }
    @inlinable package static var password: Tag { Tag(page: 18, token: 0x15) }
    @inlinable package static var deviceInformation: Tag { Tag(page: 18, token: 0x16) }
    @inlinable package static var model: Tag { Tag(page: 18, token: 0x17) }
    @inlinable package static var imei: Tag { Tag(page: 18, token: 0x18) }
    @inlinable package static var friendlyName: Tag { Tag(page: 18, token: 0x19) }
    @inlinable package static var os: Tag { Tag(page: 18, token: 0x1A) }
    @inlinable package static var osLanguage: Tag { Tag(page: 18, token: 0x1B) }
    @inlinable package static var phoneNumber: Tag { Tag(page: 18, token: 0x1C) }
    @inlinable package static var userInformation: Tag { Tag(page: 18, token: 0x1D) }
    @inlinable package static var emailAddresses: Tag { Tag(page: 18, token: 0x1E) }
    @inlinable package static var smtpAddress: Tag { Tag(page: 18, token: 0x1F) }
    @inlinable package static var userAgent: Tag { Tag(page: 18, token: 0x20) }
    @inlinable package static var enableOutboundSMS: Tag { Tag(page: 18, token: 0x21) }
    @inlinable package static var mobileOperator: Tag { Tag(page: 18, token: 0x22) }
    @inlinable package static var primarySmtpAddress: Tag { Tag(page: 18, token: 0x23) }
    @inlinable package static var accounts: Tag { Tag(page: 18, token: 0x24) }
    @inlinable package static var account: Tag { Tag(page: 18, token: 0x25) }
    @inlinable package static var accountId: Tag { Tag(page: 18, token: 0x26) }
    @inlinable package static var accountName: Tag { Tag(page: 18, token: 0x27) }
    @inlinable package static var userDisplayName: Tag { Tag(page: 18, token: 0x28) }
    @inlinable package static var sendDisabled: Tag { Tag(page: 18, token: 0x29) }
    @inlinable package static var rightsManagementInformation: Tag { Tag(page: 18, token: 0x2B) }
  }
}

extension Tag {
  /// Code page 20, `ItemOperations`.
  package enum ItemOperations {
    @inlinable package static var itemOperations: Tag { Tag(page: 20, token: 0x05) }
    @inlinable package static var fetch: Tag { Tag(page: 20, token: 0x06) }
    @inlinable package static var store: Tag { Tag(page: 20, token: 0x07) }
    @inlinable package static var options: Tag { Tag(page: 20, token: 0x08) }
    @inlinable package static var range: Tag { Tag(page: 20, token: 0x09) }
    @inlinable package static var total: Tag { Tag(page: 20, token: 0x0A) }
    @inlinable package static var properties: Tag { Tag(page: 20, token: 0x0B) }
    @inlinable package static var data: Tag { Tag(page: 20, token: 0x0C) }
    @inlinable package static var status: Tag { Tag(page: 20, token: 0x0D) }
    @inlinable package static var response: Tag { Tag(page: 20, token: 0x0E) }
    @inlinable package static var version: Tag { Tag(page: 20, token: 0x0F) }
    @inlinable package static var schema: Tag { Tag(page: 20, token: 0x10) }
    @inlinable package static var part: Tag { Tag(page: 20, token: 0x11) }
    @inlinable package static var emptyFolderContents: Tag { Tag(page: 20, token: 0x12) }
    @inlinable package static var deleteSubFolders: Tag { Tag(page: 20, token: 0x13) }
    @inlinable package static var userName: Tag { Tag(page: 20, token: 0x14) }
    @inlinable package static var password: Tag { Tag(page: 20, token: 0x15) }
    @inlinable package static var move: Tag { Tag(page: 20, token: 0x16) }
    @inlinable package static var dstFldId: Tag { Tag(page: 20, token: 0x17) }
    @inlinable package static var conversationId: Tag { Tag(page: 20, token: 0x18) }
    @inlinable package static var moveAlways: Tag { Tag(page: 20, token: 0x19) }
  }
}
