// Each is what MS-ASWBXML has under its name:
// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

// The names that the client and the server double use; the tables are in CodePage+All.swift.

extension Tag {
  /// Code page 0, `AirSync`.
  public enum AirSync {
    @inlinable public static var sync: Tag { Tag(page: 0, token: 0x05) }
    @inlinable public static var responses: Tag { Tag(page: 0, token: 0x06) }
    @inlinable public static var add: Tag { Tag(page: 0, token: 0x07) }
    @inlinable public static var change: Tag { Tag(page: 0, token: 0x08) }
    @inlinable public static var delete: Tag { Tag(page: 0, token: 0x09) }
    @inlinable public static var fetch: Tag { Tag(page: 0, token: 0x0A) }
    @inlinable public static var syncKey: Tag { Tag(page: 0, token: 0x0B) }
    @inlinable public static var clientId: Tag { Tag(page: 0, token: 0x0C) }
    @inlinable public static var serverId: Tag { Tag(page: 0, token: 0x0D) }
    @inlinable public static var status: Tag { Tag(page: 0, token: 0x0E) }
    @inlinable public static var collection: Tag { Tag(page: 0, token: 0x0F) }
    @inlinable public static var `class`: Tag { Tag(page: 0, token: 0x10) }
    @inlinable public static var version: Tag { Tag(page: 0, token: 0x11) }
    @inlinable public static var collectionId: Tag { Tag(page: 0, token: 0x12) }
    @inlinable public static var getChanges: Tag { Tag(page: 0, token: 0x13) }
    @inlinable public static var moreAvailable: Tag { Tag(page: 0, token: 0x14) }
    @inlinable public static var windowSize: Tag { Tag(page: 0, token: 0x15) }
    @inlinable public static var commands: Tag { Tag(page: 0, token: 0x16) }
    @inlinable public static var options: Tag { Tag(page: 0, token: 0x17) }
    @inlinable public static var filterType: Tag { Tag(page: 0, token: 0x18) }
    @inlinable public static var truncation: Tag { Tag(page: 0, token: 0x19) }
    @inlinable public static var rtfTruncation: Tag { Tag(page: 0, token: 0x1A) }
    @inlinable public static var conflict: Tag { Tag(page: 0, token: 0x1B) }
    @inlinable public static var collections: Tag { Tag(page: 0, token: 0x1C) }
    @inlinable public static var applicationData: Tag { Tag(page: 0, token: 0x1D) }
    @inlinable public static var deletesAsMoves: Tag { Tag(page: 0, token: 0x1E) }
    @inlinable public static var notifyGUID: Tag { Tag(page: 0, token: 0x1F) }
    @inlinable public static var supported: Tag { Tag(page: 0, token: 0x20) }
    @inlinable public static var softDelete: Tag { Tag(page: 0, token: 0x21) }
    @inlinable public static var mimeSupport: Tag { Tag(page: 0, token: 0x22) }
    @inlinable public static var mimeTruncation: Tag { Tag(page: 0, token: 0x23) }
    @inlinable public static var wait: Tag { Tag(page: 0, token: 0x24) }
    @inlinable public static var limit: Tag { Tag(page: 0, token: 0x25) }
    @inlinable public static var partial: Tag { Tag(page: 0, token: 0x26) }
    @inlinable public static var conversationMode: Tag { Tag(page: 0, token: 0x27) }
    @inlinable public static var maxItems: Tag { Tag(page: 0, token: 0x28) }
    @inlinable public static var heartbeatInterval: Tag { Tag(page: 0, token: 0x29) }
  }
}

extension Tag {
  /// Code page 1, `Contacts`.
  public enum Contacts {
    @inlinable public static var anniversary: Tag { Tag(page: 1, token: 0x05) }
    @inlinable public static var assistantName: Tag { Tag(page: 1, token: 0x06) }
    @inlinable public static var assistantPhoneNumber: Tag { Tag(page: 1, token: 0x07) }
    @inlinable public static var birthday: Tag { Tag(page: 1, token: 0x08) }
    @inlinable public static var body: Tag { Tag(page: 1, token: 0x09) }
    @inlinable public static var bodySize: Tag { Tag(page: 1, token: 0x0A) }
    @inlinable public static var bodyTruncated: Tag { Tag(page: 1, token: 0x0B) }
    @inlinable public static var business2PhoneNumber: Tag { Tag(page: 1, token: 0x0C) }
    @inlinable public static var businessAddressCity: Tag { Tag(page: 1, token: 0x0D) }
    @inlinable public static var businessAddressCountry: Tag { Tag(page: 1, token: 0x0E) }
    @inlinable public static var businessAddressPostalCode: Tag { Tag(page: 1, token: 0x0F) }
    @inlinable public static var businessAddressState: Tag { Tag(page: 1, token: 0x10) }
    @inlinable public static var businessAddressStreet: Tag { Tag(page: 1, token: 0x11) }
    @inlinable public static var businessFaxNumber: Tag { Tag(page: 1, token: 0x12) }
    @inlinable public static var businessPhoneNumber: Tag { Tag(page: 1, token: 0x13) }
    @inlinable public static var carPhoneNumber: Tag { Tag(page: 1, token: 0x14) }
    @inlinable public static var categories: Tag { Tag(page: 1, token: 0x15) }
    @inlinable public static var category: Tag { Tag(page: 1, token: 0x16) }
    @inlinable public static var children: Tag { Tag(page: 1, token: 0x17) }
    @inlinable public static var child: Tag { Tag(page: 1, token: 0x18) }
    @inlinable public static var companyName: Tag { Tag(page: 1, token: 0x19) }
    @inlinable public static var department: Tag { Tag(page: 1, token: 0x1A) }
    @inlinable public static var email1Address: Tag { Tag(page: 1, token: 0x1B) }
    @inlinable public static var email2Address: Tag { Tag(page: 1, token: 0x1C) }
    @inlinable public static var email3Address: Tag { Tag(page: 1, token: 0x1D) }
    @inlinable public static var fileAs: Tag { Tag(page: 1, token: 0x1E) }
    @inlinable public static var firstName: Tag { Tag(page: 1, token: 0x1F) }
    @inlinable public static var home2PhoneNumber: Tag { Tag(page: 1, token: 0x20) }
    @inlinable public static var homeAddressCity: Tag { Tag(page: 1, token: 0x21) }
    @inlinable public static var homeAddressCountry: Tag { Tag(page: 1, token: 0x22) }
    @inlinable public static var homeAddressPostalCode: Tag { Tag(page: 1, token: 0x23) }
    @inlinable public static var homeAddressState: Tag { Tag(page: 1, token: 0x24) }
    @inlinable public static var homeAddressStreet: Tag { Tag(page: 1, token: 0x25) }
    @inlinable public static var homeFaxNumber: Tag { Tag(page: 1, token: 0x26) }
    @inlinable public static var homePhoneNumber: Tag { Tag(page: 1, token: 0x27) }
    @inlinable public static var jobTitle: Tag { Tag(page: 1, token: 0x28) }
    @inlinable public static var lastName: Tag { Tag(page: 1, token: 0x29) }
    @inlinable public static var middleName: Tag { Tag(page: 1, token: 0x2A) }
    @inlinable public static var mobilePhoneNumber: Tag { Tag(page: 1, token: 0x2B) }
    @inlinable public static var officeLocation: Tag { Tag(page: 1, token: 0x2C) }
    @inlinable public static var otherAddressCity: Tag { Tag(page: 1, token: 0x2D) }
    @inlinable public static var otherAddressCountry: Tag { Tag(page: 1, token: 0x2E) }
    @inlinable public static var otherAddressPostalCode: Tag { Tag(page: 1, token: 0x2F) }
    @inlinable public static var otherAddressState: Tag { Tag(page: 1, token: 0x30) }
    @inlinable public static var otherAddressStreet: Tag { Tag(page: 1, token: 0x31) }
    @inlinable public static var pagerNumber: Tag { Tag(page: 1, token: 0x32) }
    @inlinable public static var radioPhoneNumber: Tag { Tag(page: 1, token: 0x33) }
    @inlinable public static var spouse: Tag { Tag(page: 1, token: 0x34) }
    @inlinable public static var suffix: Tag { Tag(page: 1, token: 0x35) }
    @inlinable public static var title: Tag { Tag(page: 1, token: 0x36) }
    @inlinable public static var webPage: Tag { Tag(page: 1, token: 0x37) }
    @inlinable public static var yomiCompanyName: Tag { Tag(page: 1, token: 0x38) }
    @inlinable public static var yomiFirstName: Tag { Tag(page: 1, token: 0x39) }
    @inlinable public static var yomiLastName: Tag { Tag(page: 1, token: 0x3A) }
    @inlinable public static var compressedRTF: Tag { Tag(page: 1, token: 0x3B) }
    @inlinable public static var picture: Tag { Tag(page: 1, token: 0x3C) }
    @inlinable public static var alias: Tag { Tag(page: 1, token: 0x3D) }
    @inlinable public static var weightedRank: Tag { Tag(page: 1, token: 0x3E) }
  }
}

extension Tag {
  /// Code page 7, `FolderHierarchy`.
  public enum FolderHierarchy {
    @inlinable public static var folders: Tag { Tag(page: 7, token: 0x05) }
    @inlinable public static var folder: Tag { Tag(page: 7, token: 0x06) }
    @inlinable public static var displayName: Tag { Tag(page: 7, token: 0x07) }
    @inlinable public static var serverId: Tag { Tag(page: 7, token: 0x08) }
    @inlinable public static var parentId: Tag { Tag(page: 7, token: 0x09) }
    @inlinable public static var type: Tag { Tag(page: 7, token: 0x0A) }
    @inlinable public static var response: Tag { Tag(page: 7, token: 0x0B) }
    @inlinable public static var status: Tag { Tag(page: 7, token: 0x0C) }
    @inlinable public static var contentClass: Tag { Tag(page: 7, token: 0x0D) }
    @inlinable public static var changes: Tag { Tag(page: 7, token: 0x0E) }
    @inlinable public static var add: Tag { Tag(page: 7, token: 0x0F) }
    @inlinable public static var delete: Tag { Tag(page: 7, token: 0x10) }
    @inlinable public static var update: Tag { Tag(page: 7, token: 0x11) }
    @inlinable public static var syncKey: Tag { Tag(page: 7, token: 0x12) }
    @inlinable public static var folderCreate: Tag { Tag(page: 7, token: 0x13) }
    @inlinable public static var folderDelete: Tag { Tag(page: 7, token: 0x14) }
    @inlinable public static var folderUpdate: Tag { Tag(page: 7, token: 0x15) }
    @inlinable public static var folderSync: Tag { Tag(page: 7, token: 0x16) }
    @inlinable public static var count: Tag { Tag(page: 7, token: 0x17) }
    @inlinable public static var version: Tag { Tag(page: 7, token: 0x18) }
  }
}

extension Tag {
  /// Code page 12, `Contacts2`.
  public enum Contacts2 {
    @inlinable public static var customerId: Tag { Tag(page: 12, token: 0x05) }
    @inlinable public static var governmentId: Tag { Tag(page: 12, token: 0x06) }
    @inlinable public static var imAddress: Tag { Tag(page: 12, token: 0x07) }
    @inlinable public static var imAddress2: Tag { Tag(page: 12, token: 0x08) }
    @inlinable public static var imAddress3: Tag { Tag(page: 12, token: 0x09) }
    @inlinable public static var managerName: Tag { Tag(page: 12, token: 0x0A) }
    @inlinable public static var companyMainPhone: Tag { Tag(page: 12, token: 0x0B) }
    @inlinable public static var accountName: Tag { Tag(page: 12, token: 0x0C) }
    @inlinable public static var nickName: Tag { Tag(page: 12, token: 0x0D) }
    @inlinable public static var mms: Tag { Tag(page: 12, token: 0x0E) }
  }
}

extension Tag {
  /// Code page 14, `Provision`.
  public enum Provision {
    @inlinable public static var provision: Tag { Tag(page: 14, token: 0x05) }
    @inlinable public static var policies: Tag { Tag(page: 14, token: 0x06) }
    @inlinable public static var policy: Tag { Tag(page: 14, token: 0x07) }
    @inlinable public static var policyType: Tag { Tag(page: 14, token: 0x08) }
    @inlinable public static var policyKey: Tag { Tag(page: 14, token: 0x09) }
    @inlinable public static var data: Tag { Tag(page: 14, token: 0x0A) }
    @inlinable public static var status: Tag { Tag(page: 14, token: 0x0B) }
    @inlinable public static var remoteWipe: Tag { Tag(page: 14, token: 0x0C) }
    @inlinable public static var easProvisionDoc: Tag { Tag(page: 14, token: 0x0D) }
    @inlinable public static var devicePasswordEnabled: Tag { Tag(page: 14, token: 0x0E) }
    @inlinable public static var alphanumericDevicePasswordRequired: Tag {
      Tag(page: 14, token: 0x0F)
    }
    @inlinable public static var requireStorageCardEncryption: Tag { Tag(page: 14, token: 0x10) }
    @inlinable public static var passwordRecoveryEnabled: Tag { Tag(page: 14, token: 0x11) }
    @inlinable public static var documentBrowseEnabled: Tag { Tag(page: 14, token: 0x12) }
    @inlinable public static var attachmentsEnabled: Tag { Tag(page: 14, token: 0x13) }
    @inlinable public static var minDevicePasswordLength: Tag { Tag(page: 14, token: 0x14) }
    @inlinable public static var maxInactivityTimeDeviceLock: Tag { Tag(page: 14, token: 0x15) }
    @inlinable public static var maxDevicePasswordFailedAttempts: Tag {
      Tag(page: 14, token: 0x16)
    }
    @inlinable public static var maxAttachmentSize: Tag { Tag(page: 14, token: 0x17) }
    @inlinable public static var allowSimpleDevicePassword: Tag { Tag(page: 14, token: 0x18) }
    @inlinable public static var devicePasswordExpiration: Tag { Tag(page: 14, token: 0x19) }
    @inlinable public static var devicePasswordHistory: Tag { Tag(page: 14, token: 0x1A) }
    @inlinable public static var allowStorageCard: Tag { Tag(page: 14, token: 0x1B) }
    @inlinable public static var allowCamera: Tag { Tag(page: 14, token: 0x1C) }
    @inlinable public static var requireDeviceEncryption: Tag { Tag(page: 14, token: 0x1D) }
    @inlinable public static var allowUnsignedApplications: Tag { Tag(page: 14, token: 0x1E) }
    @inlinable public static var allowUnsignedInstallationPackages: Tag {
      Tag(page: 14, token: 0x1F)
    }
    @inlinable public static var minDevicePasswordComplexCharacters: Tag {
      Tag(page: 14, token: 0x20)
    }
    @inlinable public static var allowWiFi: Tag { Tag(page: 14, token: 0x21) }
    @inlinable public static var allowTextMessaging: Tag { Tag(page: 14, token: 0x22) }
    @inlinable public static var allowPOPIMAPEmail: Tag { Tag(page: 14, token: 0x23) }
    @inlinable public static var allowBluetooth: Tag { Tag(page: 14, token: 0x24) }
    @inlinable public static var allowIrDA: Tag { Tag(page: 14, token: 0x25) }
    @inlinable public static var requireManualSyncWhenRoaming: Tag { Tag(page: 14, token: 0x26) }
    @inlinable public static var allowDesktopSync: Tag { Tag(page: 14, token: 0x27) }
    @inlinable public static var maxCalendarAgeFilter: Tag { Tag(page: 14, token: 0x28) }
    @inlinable public static var allowHTMLEmail: Tag { Tag(page: 14, token: 0x29) }
    @inlinable public static var maxEmailAgeFilter: Tag { Tag(page: 14, token: 0x2A) }
    @inlinable public static var maxEmailBodyTruncationSize: Tag { Tag(page: 14, token: 0x2B) }
    @inlinable public static var maxEmailHTMLBodyTruncationSize: Tag { Tag(page: 14, token: 0x2C) }
    @inlinable public static var requireSignedSMIMEMessages: Tag { Tag(page: 14, token: 0x2D) }
    @inlinable public static var requireEncryptedSMIMEMessages: Tag { Tag(page: 14, token: 0x2E) }
    @inlinable public static var requireSignedSMIMEAlgorithm: Tag { Tag(page: 14, token: 0x2F) }
    @inlinable public static var requireEncryptionSMIMEAlgorithm: Tag {
      Tag(page: 14, token: 0x30)
    }
    @inlinable public static var allowSMIMEEncryptionAlgorithmNegotiation: Tag {
      Tag(page: 14, token: 0x31)
    }
    @inlinable public static var allowSMIMESoftCerts: Tag { Tag(page: 14, token: 0x32) }
    @inlinable public static var allowBrowser: Tag { Tag(page: 14, token: 0x33) }
    @inlinable public static var allowConsumerEmail: Tag { Tag(page: 14, token: 0x34) }
    @inlinable public static var allowRemoteDesktop: Tag { Tag(page: 14, token: 0x35) }
    @inlinable public static var allowInternetSharing: Tag { Tag(page: 14, token: 0x36) }
    @inlinable public static var unapprovedInROMApplicationList: Tag { Tag(page: 14, token: 0x37) }
    @inlinable public static var applicationName: Tag { Tag(page: 14, token: 0x38) }
    @inlinable public static var approvedApplicationList: Tag { Tag(page: 14, token: 0x39) }
    @inlinable public static var hash: Tag { Tag(page: 14, token: 0x3A) }
    @inlinable public static var accountOnlyRemoteWipe: Tag { Tag(page: 14, token: 0x3B) }
  }
}

extension Tag {
  /// Code page 17, `AirSyncBase`.
  public enum AirSyncBase {
    @inlinable public static var bodyPreference: Tag { Tag(page: 17, token: 0x05) }
    @inlinable public static var type: Tag { Tag(page: 17, token: 0x06) }
    @inlinable public static var truncationSize: Tag { Tag(page: 17, token: 0x07) }
    @inlinable public static var allOrNone: Tag { Tag(page: 17, token: 0x08) }
    @inlinable public static var body: Tag { Tag(page: 17, token: 0x0A) }
    @inlinable public static var data: Tag { Tag(page: 17, token: 0x0B) }
    @inlinable public static var estimatedDataSize: Tag { Tag(page: 17, token: 0x0C) }
    @inlinable public static var truncated: Tag { Tag(page: 17, token: 0x0D) }
    @inlinable public static var attachments: Tag { Tag(page: 17, token: 0x0E) }
    @inlinable public static var attachment: Tag { Tag(page: 17, token: 0x0F) }
    @inlinable public static var displayName: Tag { Tag(page: 17, token: 0x10) }
    @inlinable public static var fileReference: Tag { Tag(page: 17, token: 0x11) }
    @inlinable public static var method: Tag { Tag(page: 17, token: 0x12) }
    @inlinable public static var contentId: Tag { Tag(page: 17, token: 0x13) }
    @inlinable public static var contentLocation: Tag { Tag(page: 17, token: 0x14) }
    @inlinable public static var isInline: Tag { Tag(page: 17, token: 0x15) }
    @inlinable public static var nativeBodyType: Tag { Tag(page: 17, token: 0x16) }
    @inlinable public static var contentType: Tag { Tag(page: 17, token: 0x17) }
    @inlinable public static var preview: Tag { Tag(page: 17, token: 0x18) }
    @inlinable public static var bodyPartPreference: Tag { Tag(page: 17, token: 0x19) }
    @inlinable public static var bodyPart: Tag { Tag(page: 17, token: 0x1A) }
    @inlinable public static var status: Tag { Tag(page: 17, token: 0x1B) }
    @inlinable public static var add: Tag { Tag(page: 17, token: 0x1C) }
    @inlinable public static var delete: Tag { Tag(page: 17, token: 0x1D) }
    @inlinable public static var clientId: Tag { Tag(page: 17, token: 0x1E) }
    @inlinable public static var content: Tag { Tag(page: 17, token: 0x1F) }
    @inlinable public static var location: Tag { Tag(page: 17, token: 0x20) }
    @inlinable public static var annotation: Tag { Tag(page: 17, token: 0x21) }
    @inlinable public static var street: Tag { Tag(page: 17, token: 0x22) }
    @inlinable public static var city: Tag { Tag(page: 17, token: 0x23) }
    @inlinable public static var state: Tag { Tag(page: 17, token: 0x24) }
    @inlinable public static var country: Tag { Tag(page: 17, token: 0x25) }
    @inlinable public static var postalCode: Tag { Tag(page: 17, token: 0x26) }
    @inlinable public static var latitude: Tag { Tag(page: 17, token: 0x27) }
    @inlinable public static var longitude: Tag { Tag(page: 17, token: 0x28) }
    @inlinable public static var accuracy: Tag { Tag(page: 17, token: 0x29) }
    @inlinable public static var altitude: Tag { Tag(page: 17, token: 0x2A) }
    @inlinable public static var altitudeAccuracy: Tag { Tag(page: 17, token: 0x2B) }
    @inlinable public static var locationUri: Tag { Tag(page: 17, token: 0x2C) }
    @inlinable public static var instanceId: Tag { Tag(page: 17, token: 0x2D) }
  }
}

extension Tag {
  /// Code page 18, `Settings`.
  public enum Settings {
    @inlinable public static var settings: Tag { Tag(page: 18, token: 0x05) }
    @inlinable public static var status: Tag { Tag(page: 18, token: 0x06) }
    @inlinable public static var get: Tag { Tag(page: 18, token: 0x07) }
    @inlinable public static var set: Tag { Tag(page: 18, token: 0x08) }
    @inlinable public static var oof: Tag { Tag(page: 18, token: 0x09) }
    @inlinable public static var oofState: Tag { Tag(page: 18, token: 0x0A) }
    @inlinable public static var startTime: Tag { Tag(page: 18, token: 0x0B) }
    @inlinable public static var endTime: Tag { Tag(page: 18, token: 0x0C) }
    @inlinable public static var oofMessage: Tag { Tag(page: 18, token: 0x0D) }
    @inlinable public static var appliesToInternal: Tag { Tag(page: 18, token: 0x0E) }
    @inlinable public static var appliesToExternalKnown: Tag { Tag(page: 18, token: 0x0F) }
    @inlinable public static var appliesToExternalUnknown: Tag { Tag(page: 18, token: 0x10) }
    @inlinable public static var enabled: Tag { Tag(page: 18, token: 0x11) }
    @inlinable public static var replyMessage: Tag { Tag(page: 18, token: 0x12) }
    @inlinable public static var bodyType: Tag { Tag(page: 18, token: 0x13) }
    @inlinable public static var devicePassword: Tag { Tag(page: 18, token: 0x14) }
    @inlinable public static var password: Tag { Tag(page: 18, token: 0x15) }
    @inlinable public static var deviceInformation: Tag { Tag(page: 18, token: 0x16) }
    @inlinable public static var model: Tag { Tag(page: 18, token: 0x17) }
    @inlinable public static var imei: Tag { Tag(page: 18, token: 0x18) }
    @inlinable public static var friendlyName: Tag { Tag(page: 18, token: 0x19) }
    @inlinable public static var os: Tag { Tag(page: 18, token: 0x1A) }
    @inlinable public static var osLanguage: Tag { Tag(page: 18, token: 0x1B) }
    @inlinable public static var phoneNumber: Tag { Tag(page: 18, token: 0x1C) }
    @inlinable public static var userInformation: Tag { Tag(page: 18, token: 0x1D) }
    @inlinable public static var emailAddresses: Tag { Tag(page: 18, token: 0x1E) }
    @inlinable public static var smtpAddress: Tag { Tag(page: 18, token: 0x1F) }
    @inlinable public static var userAgent: Tag { Tag(page: 18, token: 0x20) }
    @inlinable public static var enableOutboundSMS: Tag { Tag(page: 18, token: 0x21) }
    @inlinable public static var mobileOperator: Tag { Tag(page: 18, token: 0x22) }
    @inlinable public static var primarySmtpAddress: Tag { Tag(page: 18, token: 0x23) }
    @inlinable public static var accounts: Tag { Tag(page: 18, token: 0x24) }
    @inlinable public static var account: Tag { Tag(page: 18, token: 0x25) }
    @inlinable public static var accountId: Tag { Tag(page: 18, token: 0x26) }
    @inlinable public static var accountName: Tag { Tag(page: 18, token: 0x27) }
    @inlinable public static var userDisplayName: Tag { Tag(page: 18, token: 0x28) }
    @inlinable public static var sendDisabled: Tag { Tag(page: 18, token: 0x29) }
    @inlinable public static var rightsManagementInformation: Tag { Tag(page: 18, token: 0x2B) }
  }
}

extension Tag {
  /// Code page 20, `ItemOperations`.
  public enum ItemOperations {
    @inlinable public static var itemOperations: Tag { Tag(page: 20, token: 0x05) }
    @inlinable public static var fetch: Tag { Tag(page: 20, token: 0x06) }
    @inlinable public static var store: Tag { Tag(page: 20, token: 0x07) }
    @inlinable public static var options: Tag { Tag(page: 20, token: 0x08) }
    @inlinable public static var range: Tag { Tag(page: 20, token: 0x09) }
    @inlinable public static var total: Tag { Tag(page: 20, token: 0x0A) }
    @inlinable public static var properties: Tag { Tag(page: 20, token: 0x0B) }
    @inlinable public static var data: Tag { Tag(page: 20, token: 0x0C) }
    @inlinable public static var status: Tag { Tag(page: 20, token: 0x0D) }
    @inlinable public static var response: Tag { Tag(page: 20, token: 0x0E) }
    @inlinable public static var version: Tag { Tag(page: 20, token: 0x0F) }
    @inlinable public static var schema: Tag { Tag(page: 20, token: 0x10) }
    @inlinable public static var part: Tag { Tag(page: 20, token: 0x11) }
    @inlinable public static var emptyFolderContents: Tag { Tag(page: 20, token: 0x12) }
    @inlinable public static var deleteSubFolders: Tag { Tag(page: 20, token: 0x13) }
    @inlinable public static var userName: Tag { Tag(page: 20, token: 0x14) }
    @inlinable public static var password: Tag { Tag(page: 20, token: 0x15) }
    @inlinable public static var move: Tag { Tag(page: 20, token: 0x16) }
    @inlinable public static var dstFldId: Tag { Tag(page: 20, token: 0x17) }
    @inlinable public static var conversationId: Tag { Tag(page: 20, token: 0x18) }
    @inlinable public static var moveAlways: Tag { Tag(page: 20, token: 0x19) }
  }
}
